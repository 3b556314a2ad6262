/** What a terminal command may touch of the outside. */
export interface Io {
  write(text: string): void
  writeError(text: string): void
  isTTY: boolean
  columns: number
  color: boolean
  /** Aborted when the person presses Ctrl-C. */
  signal: AbortSignal
  /** The running Node, for commands that start this program again. */
  execPath: string
  /** The running program file. */
  script: string
}

/** Exit code after Ctrl-C, as shells have it. */
export const INTERRUPTED = 130
