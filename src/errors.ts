export const ERROR_CODES = [
  'invalid_arguments',
  'path_not_allowed',
  'file_not_found',
  'file_not_regular',
  'file_unreadable',
  'file_type_unsupported',
  'file_too_large',
  'file_empty',
  'file_header_only',
  'file_changed',
  'file_encrypted',
  'csv_malformed',
  'csv_record_too_large',
  'csv_too_many_columns',
  'encoding_invalid',
  'encoding_unsupported',
  'spreadsheet_too_large',
  'column_not_in_file',
  'unknown_property',
  'unknown_object_type',
  'mapping_incomplete',
  'plan_unknown',
  'plan_expired',
  'plan_changed',
  'plan_wrong_portal',
  'findings_block',
  'confirmation_required',
  'confirmation_mismatch',
  'outcome_unknown',
  'lock_held',
  'journal_unavailable',
  'disk_full',
  'not_connected',
  'hubspot_unauthorized',
  'hubspot_forbidden',
  'hubspot_not_found',
  'hubspot_conflict',
  'hubspot_bad_request',
  'hubspot_rate_limited',
  'hubspot_daily_limit',
  'hubspot_import_limit',
  'hubspot_locked',
  'hubspot_migrating',
  'hubspot_unavailable',
  'hubspot_bad_response',
  'hubspot_redirect',
  'hubspot_paging_loop',
  'network',
  'timeout',
  'circuit_open',
  'busy',
  'cancelled',
  'internal',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** What is known about the write a failed call was meant to do. */
export type Outcome = 'not_started' | 'started' | 'unknown' | 'partial'

/** What HubSpot said, for the person who has to ask HubSpot's support: safe to show, never holds a token. */
export interface HubSpotAnswer {
  status: number
  category?: string
  subCategory?: string
  correlationId?: string
}

export interface ErrorDetails {
  outcome?: Outcome
  hubspot?: HubSpotAnswer
  /** Of the file it is about. */
  line?: number
  /** When the same call may succeed. */
  retryAfterSeconds?: number
  cause?: unknown
}

/**
 * A problem the caller can solve. `message` says what happened, with the value and the place; `fix` says what to do
 * next, naming the tool and the argument. Everything that is not a UsageError is a defect of ours and reaches the
 * client only as `internal`. It has no stack trace: nobody is shown one, and it would cost more than anything else of a
 * refused call.
 */
export class UsageError extends Error {
  readonly code: ErrorCode
  readonly fix: string
  readonly outcome: Outcome | undefined
  readonly hubspot: HubSpotAnswer | undefined
  readonly line: number | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, fix: string, details: ErrorDetails = {}) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message, { cause: details.cause })
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'UsageError'
    this.code = code
    this.fix = fix
    this.outcome = details.outcome
    this.hubspot = details.hubspot
    this.line = details.line
    this.retryAfterSeconds = details.retryAfterSeconds
  }

  /** The same problem in the words of the call of which it is a part. */
  toldAs({ message, fix, outcome }: { message: string; fix: string; outcome: Outcome }): UsageError {
    const { hubspot, line, retryAfterSeconds, cause } = this
    return new UsageError(this.code, message, fix, { outcome, hubspot, line, retryAfterSeconds, cause })
  }

  /** The same problem, told with what it means for the write that was under way. */
  withOutcome(outcome: Outcome): UsageError {
    return this.toldAs({ message: this.message, fix: this.fix, outcome })
  }
}
