/** Exit codes of shells for what ended a program: 128 and the number of the signal. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const

export type StopSignal = keyof typeof EXIT_CODES

/** Why a command ended before its time; the reason of `Io.signal`. */
export class Stopped extends Error {
  readonly by: StopSignal
  readonly exitCode: number

  constructor(by: StopSignal) {
    super(`stopped by ${by}`)
    this.name = 'Stopped'
    this.by = by
    this.exitCode = EXIT_CODES[by]
  }
}

/** undefined: nobody stopped it. */
export function stoppedBy(signal: AbortSignal): Stopped | undefined {
  return signal.reason instanceof Stopped ? signal.reason : undefined
}

/** A command that was stopped can tell how far it was: "step 7". */
export class StoppedAt extends Error {
  readonly where: string

  constructor(where: string) {
    super(`stopped in ${where}`)
    this.name = 'StoppedAt'
    this.where = where
  }
}
