import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { type Answer, isTooLarge } from './answer.ts'
import type { CallOptions, HubSpot, ImportErrorQuery, Page } from './hubspot.ts'
import type { ImportErrorRecord } from './import-record.ts'
import { parseAnswer } from './parse-answer.ts'

/** `paging` is absent on the last page, and null or empty in some samples. Its `link` is never followed. */
const paging = z.looseObject({
  paging: z
    .looseObject({ next: z.looseObject({ after: z.union([z.string(), z.number()]).nullish() }).nullish() })
    .nullish(),
})

export function parsePage<T>(item: z.ZodType<T>, answer: Answer, what: string): Page<T> {
  const { results } = parseAnswer(z.looseObject({ results: z.array(item) }), answer, what)
  const after = parseAnswer(paging, answer, what).paging?.next?.after ?? ''
  return { results, after: after === '' ? null : decodedOnce(String(after)) }
}

/**
 * HubSpot puts the cursor percent-encoded into the JSON (`NTU3OTg4Mjk%3D`); encoded again it would be unknown.
 * What is not a valid escape stays as it is.
 */
function decodedOnce(cursor: string): string {
  return new URLSearchParams(`after=${cursor.replaceAll('+', '%2B').replaceAll('&', '%26')}`).get('after') ?? cursor
}

export interface PagesOptions {
  after?: string
  /** Pages are bounded even if every cursor is new. */
  maxPages?: number
}

/**
 * Every page, one at a time; pages that were given stay valid when a later one fails.
 * @throws UsageError hubspot_paging_loop: a cursor came twice, or there are more pages than maxPages.
 */
export async function* pages<T>(
  read: (after: string | undefined) => Promise<Page<T>>,
  { after: first, maxPages = 100_000 }: PagesOptions = {},
): AsyncGenerator<Page<T>> {
  const seen = new Set<string>()
  let after = first
  for (let count = 0; count < maxPages; count += 1) {
    if (after !== undefined) seen.add(after)
    const page = await read(after)
    yield page
    if (page.after === null) return
    if (seen.has(page.after)) throw pagingLoop(`the cursor after page ${count + 1} was there before`)
    after = page.after
  }
  throw pagingLoop(`there are more than ${maxPages} pages`)
}

/** The largest page HubSpot gives. */
export const LARGEST_PAGE = 100

/**
 * Reads pages of so many entries. After an answer that is larger than is read, a page is a tenth of that from then on:
 * a hundred errors with their rows can be any size. A cursor names an entry, so it is good for a page of any size.
 * @throws UsageError hubspot_bad_response also where a single entry is too large
 */
export function readSmaller<T>(
  limit: number,
  read: (query: { limit: number; after?: string }) => Promise<Page<T>>,
): (after: string | undefined) => Promise<Page<T>> {
  let size = limit
  return async (after) => {
    for (;;) {
      try {
        return await read({ limit: size, ...(after !== undefined && { after }) })
      } catch (error) {
        if (!isTooLarge(error)) throw error
        if (size === 1) throw oneIsTooLarge(error)
        size = Math.ceil(size / 10)
      }
    }
  }
}

/** All errors of an import, page by page. */
export function allImportErrors(
  hubspot: HubSpot,
  importId: string,
  query: ImportErrorQuery = {},
  options: CallOptions = {},
): AsyncGenerator<Page<ImportErrorRecord>> {
  const { after, limit = LARGEST_PAGE, ...rest } = query
  const read = readSmaller(limit, (page) => hubspot.imports.errors(importId, { ...rest, ...page }, options))
  return pages(read, after === undefined ? {} : { after })
}

const oneIsTooLarge = ({ code, message, hubspot }: UsageError) =>
  new UsageError(
    code,
    `${message} It was asked for a single entry.`,
    'Call without includeRowData where it was given; or look at it in HubSpot.',
    { hubspot },
  )

const pagingLoop = (why: string) =>
  new UsageError(
    'hubspot_paging_loop',
    `HubSpot's list does not end: ${why}.`,
    'Use what was read so far; ask for a page at a time with after to go on by hand.',
  )
