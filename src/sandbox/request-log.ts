/** One request the sandbox has received. No body, no header, no query: only what tests count. */
export interface LoggedRequest {
  method: string
  /** Without query and trailing slash. */
  path: string
  at: number
  /** undefined: not answered (yet). */
  status: number | undefined
}

export interface RequestLog {
  /** Returns the function that notes the answer. */
  begin(method: string, path: string, at: number): (status: number) => void
  all(): readonly LoggedRequest[]
}

/** Older ones are dropped. */
const KEPT_REQUESTS = 10_000

export function createRequestLog(): RequestLog {
  let entries: LoggedRequest[] = []
  return {
    begin(method, path, at) {
      const entry: LoggedRequest = { method, path, at, status: undefined }
      entries.push(entry)
      if (entries.length > 2 * KEPT_REQUESTS) entries = entries.slice(-KEPT_REQUESTS)
      return (status) => {
        entry.status = status
      }
    },
    all: () => entries.slice(-KEPT_REQUESTS),
  }
}
