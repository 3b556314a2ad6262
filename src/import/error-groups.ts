import { z } from 'zod'
import { importErrorType } from '../hubspot/import-error-types.ts'
import { safeText } from '../safe-text.ts'
import { OUTCOMES } from './finding.ts'
import type { ErrorOutcome, ImportError } from './import-errors.ts'

/** The worst first. */
export const ERROR_OUTCOMES = [...OUTCOMES, 'unknown', 'nothing_lost'] as const satisfies readonly ErrorOutcome[]

export const errorGroup = z.object({
  errorType: z.string(),
  columnName: z.string().nullable(),
  count: z.number(),
  outcome: z.enum(ERROR_OUTCOMES),
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

/** An error as the person finds it in the file they have. */
export interface InSource {
  /** undefined: not known. */
  line: number | undefined
  message: string | null
}

export type Locate = (
  error: Pick<ImportError, 'fileIndex' | 'record' | 'hubspotLine' | 'errorType' | 'message'>,
) => InSource

interface Bucket {
  count: number
  examples: ImportError[]
}

/** Groups errors while they are read: only the examples stay. */
export interface ErrorGroups {
  add(error: ImportError): void
  /** All examples, to look up their lines. */
  examples(): ImportError[]
  /** One group for each errorType and column: rows lost before values lost, the most frequent first. */
  tell(locate: Locate): ErrorGroup[]
}

const MAX_EXAMPLES = 3
/** With more groups than these, one example each has to do. */
const FEW_GROUPS = 8

export function createErrorGroups(): ErrorGroups {
  const buckets = new Map<string, Bucket>()
  return {
    add(error) {
      const key = JSON.stringify([error.errorType, error.fileIndex, error.columnName, error.outcome])
      const bucket = buckets.get(key) ?? { count: 0, examples: [] }
      bucket.count += 1
      if (bucket.examples.length < MAX_EXAMPLES) bucket.examples.push(error)
      buckets.set(key, bucket)
    },
    examples: () => [...buckets.values()].flatMap(({ examples }) => examples),
    tell: (locate) =>
      [...buckets.values()]
        .flatMap((bucket) => describeBucket(bucket, locate, buckets.size > FEW_GROUPS ? 1 : MAX_EXAMPLES))
        .sort((a, b) => place(a) - place(b) || b.count - a.count),
  }
}

const place = ({ outcome }: ErrorGroup): number => ERROR_OUTCOMES.indexOf(outcome)

function describeBucket({ count, examples }: Bucket, locate: Locate, maxExamples: number): ErrorGroup[] {
  const [first] = examples
  if (first === undefined) return []
  const { errorType, columnName, outcome } = first
  const { cause, fix } = importErrorType(errorType)
  return [
    {
      errorType: safeText(errorType),
      columnName: columnName === null ? null : safeText(columnName),
      count,
      outcome,
      cause,
      fix,
      examples: examples.slice(0, maxExamples).map((error) => {
        const { line, message } = locate(error)
        return {
          line: line ?? null,
          value: error.value === null ? null : safeText(error.value),
          message: message === null ? null : safeText(message),
        }
      }),
    },
  ]
}
