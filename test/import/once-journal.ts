import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { at } from '../sandbox/call-sandbox.ts'
import type { HeldImport } from './once-rig.ts'

/**
 * Where the journal on the disk and HubSpot contradict each other, of the file of this name, when nothing is on its way: what
 * exists is armed there, and what is said to be started exists.
 */
export async function journalFaults(stateDir: string, name: string, held: readonly HeldImport[]): Promise<string[]> {
  const faults: string[] = []
  const armed = new Set<string>()
  const starts = join(stateDir, 'starts')
  for (const key of await readdir(starts).catch(() => [])) {
    const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(starts, key, file), 'utf8'))
    const names = await readdir(join(starts, key))
    // A process that was killed before its first entry was complete has left only that.
    const importName = names.includes('intent.json') ? String(at(await read('intent.json'), 'entry', 'importName')) : ''
    if (!importName.startsWith(`${name} `)) continue
    if (names.some((file) => file.endsWith('.armed.json'))) armed.add(importName)
    for (const file of names.filter((one) => one.endsWith('.started.json'))) {
      const id = String(at(await read(file), 'entry', 'importId'))
      if (!held.some(({ importId }) => importId === id))
        faults.push(`the journal says started of ${id}, which is not there`)
    }
  }
  const unarmed = held.filter(({ importName }) => !armed.has(importName))
  return [...faults, ...unarmed.map(({ importName }) => `there, and not armed in the journal: ${importName}`)]
}
