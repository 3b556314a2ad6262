import { z } from 'zod'
import { importErrorType } from '../hubspot/import-error-types.ts'
import { safeText } from '../safe-text.ts'
import { OUTCOMES } from './finding.ts'
import type { ImportError } from './import-errors.ts'

export const errorGroup = z.object({
  errorType: z.string(),
  columnName: z.string().nullable(),
  count: z.number(),
  outcome: z.enum(OUTCOMES),
  cause: z.string(),
  fix: z.string(),
  examples: z.array(
    z.object({
      /** Line of the source file; null for the whole file, or when the file is not known here. */
      line: z.number().nullable(),
      value: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
})

export type ErrorGroup = z.infer<typeof errorGroup>

/** Where a data row stands in the source file; undefined when that is not known. */
export type LineOf = (error: Pick<ImportError, 'fileIndex' | 'record'>) => number | undefined

interface Bucket {
  count: number
  examples: ImportError[]
}

/** One group for each errorType and column: rows lost before values lost, the most frequent first. */
export function groupErrors(errors: readonly ImportError[], lineOf: LineOf, maxExamples = 3): ErrorGroup[] {
  const buckets = new Map<string, Bucket>()
  for (const error of errors) {
    const key = JSON.stringify([error.errorType, error.fileIndex, error.columnName])
    const bucket = buckets.get(key) ?? { count: 0, examples: [] }
    bucket.count += 1
    if (bucket.examples.length < maxExamples) bucket.examples.push(error)
    buckets.set(key, bucket)
  }
  return [...buckets.values()]
    .flatMap((bucket) => describeBucket(bucket, lineOf))
    .sort((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) || b.count - a.count)
}

function describeBucket({ count, examples }: Bucket, lineOf: LineOf): ErrorGroup[] {
  const [first] = examples
  if (first === undefined) return []
  const { errorType, columnName, outcome } = first
  const { cause, fix } = importErrorType(errorType)
  return [
    {
      errorType,
      columnName: columnName === null ? null : safeText(columnName),
      count,
      outcome,
      cause,
      fix,
      examples: examples.map((error) => ({
        line: lineOf(error) ?? null,
        value: error.value === null ? null : safeText(error.value),
        message: error.message === null ? null : safeText(error.message),
      })),
    },
  ]
}

export interface Losses {
  rowsLost: number
  valuesLost: number
  associationsLost: number
}

/** HubSpot's ERRORS counter mixes lost rows with what is missing on rows that were written; this tells them apart. */
export function countLosses(errors: readonly ImportError[]): Losses {
  const lost = new Set(errors.filter(({ outcome }) => outcome === 'row_lost').map(rowKey))
  const written = errors.filter((error) => !lost.has(rowKey(error)))
  return {
    rowsLost: lost.size,
    valuesLost: written.filter(({ outcome }) => outcome === 'value_lost').length,
    associationsLost: written.filter(({ outcome }) => outcome === 'association_lost').length,
  }
}

export const rowKey = ({ fileIndex, record }: Pick<ImportError, 'fileIndex' | 'record'>): string =>
  `${fileIndex}:${record}`
