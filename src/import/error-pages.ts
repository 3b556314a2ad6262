import { z } from 'zod'
import type { ErrorPage, ImportError } from './import-errors.ts'

/** Where a list of single errors goes on: part, HubSpot's own cursor, and how many errors of that page were listed. */
const place = z.tuple([z.number().int().min(0), z.string().nullable(), z.number().int().min(0)])

export type ListPlace = z.infer<typeof place>

export const FIRST_PLACE: ListPlace = [0, null, 0]

export const cursorOf = (at: ListPlace): string => Buffer.from(JSON.stringify(at)).toString('base64url')

/** undefined: not one of our cursors. */
export function placeOf(cursor: string): ListPlace | undefined {
  try {
    return place.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString())).data
  } catch {
    return undefined
  }
}

/** Collects so many single errors from pages as they come, and where the list goes on. */
export interface ErrorList {
  add(page: ErrorPage): void
  errors: readonly ImportError[]
  /** The place of the next error that belongs to the list; undefined: not found yet. */
  next(): ListPlace | undefined
}

export function createErrorList(
  limit: number,
  { from, fits }: { from: ListPlace; fits: (error: ImportError) => boolean },
): ErrorList {
  const errors: ImportError[] = []
  let skip = from[2]
  let next: ListPlace | undefined
  return {
    errors,
    next: () => next,
    add({ errors: page, part, cursor }) {
      for (const [index, error] of page.entries()) {
        if (index < skip || next !== undefined || !fits(error)) continue
        if (errors.length < limit) errors.push(error)
        else next = [part, cursor ?? null, index]
      }
      // The page that the place was told of may have been larger than those that are read now.
      skip = Math.max(0, skip - page.length)
    },
  }
}
