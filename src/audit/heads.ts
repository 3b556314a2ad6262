import { z } from 'zod'
import type { StateFolder } from '../import/state-folder.ts'
import type { Head } from './audit-file.ts'

const head = z.object({ path: z.string(), chain: z.string(), seq: z.number(), hash: z.string() })

const FOLDER = 'audit'

/** The second place: the last line of every process is remembered in the state folder. */
export const keepHead =
  (state: StateFolder) =>
  (value: Head): Promise<void> =>
    state.write(`${FOLDER}/${value.chain}.json`, JSON.stringify(value))

/** Hashes of the last lines that were written into this file. */
export async function knownHeads(state: StateFolder, path: string): Promise<string[]> {
  const texts = await Promise.all((await state.list(FOLDER)).map((name) => state.read(`${FOLDER}/${name}`)))
  return texts.flatMap((text) => {
    const { data } = head.safeParse(JSON.parse(text ?? 'null'))
    return data?.path === path ? [data.hash] : []
  })
}
