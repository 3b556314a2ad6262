/** What a terminal command may touch of the outside. */
export interface Io {
  write(text: string): void
  writeError(text: string): void
  /** Whether a person sees what is written on stderr as it is written. */
  errorIsTTY: boolean
  /** Of the terminal now: a person may make it wider meanwhile. 0 where it does not know. */
  readonly columns: number
  color: boolean
  /** Aborted with `Stopped` by Ctrl-C, SIGTERM, SIGHUP, and when nobody reads stdout any more. */
  signal: AbortSignal
  /** The running Node, for commands that start this program again. */
  execPath: string
  /** `v20.19.0` */
  nodeVersion: string
  /** The running program file. */
  script: string
}
