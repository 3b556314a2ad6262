import type { Journal } from './journal.ts'
import type { Start } from './recorded-start.ts'

/**
 * `arming`: all bytes but the closing boundary are sent; told before it is in the journal, so that a witness that
 * throws keeps the last byte back. The others are told once they are in the journal; `lost`: no answer came;
 * `held`: another call or process armed the same content first.
 */
export type StartStep = 'arming' | 'started' | 'adopted' | 'refused' | 'lost' | 'held'

export type Witness = (step: StartStep, start: Start) => Promise<void>

/** The same journal; the witness sees every step that reaches HubSpot or comes back from it. */
export function witnessedJournal(journal: Journal, witness: Witness): Journal {
  return {
    ...journal,
    async arm(start, armedAt) {
      await witness('arming', start)
      return journal.arm(start, armedAt).catch(async (error: unknown) => {
        await witness('held', start)
        throw error
      })
    },
    async acknowledge(start, importId, adopted) {
      const started = await journal.acknowledge(start, importId, adopted)
      await witness(adopted ? 'adopted' : 'started', started)
      return started
    },
    async refuse(start, reason) {
      const refused = await journal.refuse(start, reason)
      await witness('refused', refused)
      return refused
    },
    lost: (start) => witness('lost', start),
  }
}
