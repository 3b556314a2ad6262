/** What a terminal command may touch of the outside. */
export interface Io {
  write(text: string): void
  writeError(text: string): void
  /** Whether a person sees what is written on stderr as it is written. */
  errorIsTTY: boolean
  columns: number
  color: boolean
  /** Aborted when the person presses Ctrl-C. */
  signal: AbortSignal
  /** The running Node, for commands that start this program again. */
  execPath: string
  /** `v20.19.0` */
  nodeVersion: string
  /** The running program file. */
  script: string
}

/** Exit code after Ctrl-C, as shells have it. */
export const INTERRUPTED = 130
