/** One thing the doctor looked at. */
export interface Check {
  name: string
  /** missing: it has to be put right; note: it works, with less. */
  status: 'ok' | 'note' | 'missing'
  /** What is there. Never a secret. */
  told: string
  /** What to do. */
  fix?: string
}
