/** What the exit code of a terminal command means; `--help` and docs/terminal.md tell the same. */
export const EXIT = {
  OK: 0,
  /** The command did its work, and what it found has to be looked at. */
  FINDINGS: 1,
  /** The work was not done: a flag, a setting or a file is not right. */
  NOT_DONE: 2,
  /** A defect of this program (EX_SOFTWARE): never mixed up with findings. */
  DEFECT: 70,
} as const
