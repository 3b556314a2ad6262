import { z } from 'zod'
import type { StateFolder } from './state-folder.ts'

const sending = z.object({
  planId: z.string(),
  /** What a person agreed to send: one for each part. */
  contentKeys: z.array(z.string()),
  /** They agreed to send once more what was started before. */
  allowRepeat: z.boolean(),
  /** Somebody cancelled it since. */
  isStopped: z.boolean().default(false),
})

export type PlanUnderWay = z.infer<typeof sending>

/**
 * Plans whose sending was agreed to and has not ended: what a server that starts again may take up by itself. An entry is
 * left by a crash, by the end of the server, and by what passes by itself (see mayGoOnLater() in early-end.ts).
 */
export interface UnderWay {
  /** Before anything of it is sent. */
  begin(plan: Omit<PlanUnderWay, 'isStopped'>): Promise<void>
  end(planId: string): Promise<void>
  /** Every process that sends it ends before its next part, and before the last byte of one that is on its way. */
  stop(planId: string): Promise<void>
  isStopped(planId: string): Promise<boolean>
  /** Without those that were stopped. */
  list(): Promise<PlanUnderWay[]>
}

export function createUnderWay(state: StateFolder): UnderWay {
  const write = (value: PlanUnderWay) => state.write(fileName(value.planId), `${JSON.stringify(value)}\n`)
  const read = async (name: string) => {
    const text = await state.read(name)
    return text === undefined ? undefined : parsed(text)
  }
  return {
    begin: (plan) => write({ ...plan, isStopped: false }),
    end: (planId) => state.remove(fileName(planId)),
    async stop(planId) {
      // Removing works on a full disk too: then it is at least not taken up again.
      await state.remove(fileName(planId))
      await write({ planId, contentKeys: [], allowRepeat: false, isStopped: true })
    },
    isStopped: async (planId) => (await read(fileName(planId)))?.isStopped === true,
    async list() {
      const found: PlanUnderWay[] = []
      for (const name of await state.list(FOLDER)) {
        const one = await read(`${FOLDER}/${name}`)
        if (one?.isStopped === false) found.push(one)
      }
      return found
    },
  }
}

const FOLDER = 'under-way'

const fileName = (planId: string): string => `${FOLDER}/${planId}.json`

/** What is damaged is not taken up by itself: start_import goes on with what the journal holds. */
function parsed(text: string): PlanUnderWay | undefined {
  try {
    return sending.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
