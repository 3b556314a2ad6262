export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** One line of the log (stderr, never stdout). No token and no cell value goes into it. */
export type Log = (level: LogLevel, message: string, fields?: Record<string, unknown>) => void

/** For callers that keep no log. */
export const silentLog: Log = () => undefined
