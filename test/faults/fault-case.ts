/** One way in which something breaks, and the test that holds what must be true nevertheless. */
export interface FaultCase {
  id: string
  /** P0: nothing is released while it fails. */
  priority: 'P0' | 'P1' | 'P2'
  /** What breaks, and what is true all the same. */
  fault: string
  /** The tests that fail when it is not; `open`: there is none yet. */
  kept: readonly KeptBy[] | { doesNotApply: string } | 'open'
}

export interface KeptBy {
  /** Below test/. */
  file: string
  /** The test's name as it stands in the file, with the placeholders of a table of cases. */
  test: string
  /** What names the row in the table of cases, as it stands in the file. */
  row?: string
  /** Where the test is left out otherwise. */
  onlyIf?: string
}

export const by = (file: string, test: string, row?: string): KeptBy =>
  row === undefined ? { file, test } : { file, test, row }

/** A test that not every run has: the case says when it runs. */
export const where = (onlyIf: string, kept: KeptBy): KeptBy => ({ ...kept, onlyIf })
