/** Something that happened, for the metrics. Every label is one of a known few: nothing from outside becomes one. */
export type Measured =
  /** A tool call; `outcome` is `ok`, `asked` (a person has to agree first) or an error code. */
  | { what: 'call'; tool: string; outcome: string; seconds: number }
  /** A request to HubSpot that was sent. */
  | { what: 'hubspot request'; status: StatusClass; seconds: number }
  /** How long a request waited for the rate limit or a free place. */
  | { what: 'hubspot wait'; seconds: number }
  | { what: 'circuit'; open: boolean }
  /** A file that a caller sent to this server. */
  | { what: 'upload'; outcome: 'stored' | 'refused'; bytes: number }
  /** A step of the start of an import. `lost`: its answer did not come; `adopted`: found again in HubSpot's list. */
  | { what: 'import'; outcome: 'arming' | 'started' | 'adopted' | 'refused' | 'lost' | 'held' }

/** `none`: no answer came. */
export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'none'

export type Measure = (measured: Measured) => void

/** For a program that nobody asks for metrics. */
export const measureNothing: Measure = () => undefined
