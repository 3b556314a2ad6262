import { setImmediate } from 'node:timers/promises'

/** So long nothing else of the process runs. */
const TURN_MS = 8

/** Asked again and again during long work: lets other calls of the process have their turn when that is due. */
export function openTurns(): () => Promise<void> | null {
  let began = performance.now()
  const turn = async () => {
    await setImmediate()
    began = performance.now()
  }
  return () => (performance.now() - began < TURN_MS ? null : turn())
}
