import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { counted } from '../counted.ts'
import { tellAssociations } from './demo/associations.ts'
import { type Import, importOnce } from './demo/import-once.ts'
import { lookAround } from './demo/look-around.ts'
import { mapAndCheck } from './demo/map-and-check.ts'
import { type SpawnedServer, spawnServer } from './demo/spawn-server.ts'
import { createStory, DemoFailure, type Story } from './demo/story.ts'
import { makeWorkingCopy, type WorkingCopy } from './demo/working-copy.ts'
import { EXIT } from './exit-codes.ts'
import type { Io } from './io.ts'
import { createScreen } from './screen.ts'
import { shellText } from './shell-text.ts'
import { StoppedAt } from './stopped.ts'

/**
 * A whole import and its repair, as an agent would do it: this program as a server on the sandbox, a real client at
 * its other end. The exit code: 0 everything was as it must be, 1 something was not.
 * @throws UsageError file_not_found
 */
export async function runDemo(config: Config, io: Io): Promise<number> {
  const began = performance.now()
  const copy = await makeWorkingCopy(config)
  const begun: { server?: SpawnedServer; story?: Story } = {}
  try {
    const server = await spawnServer(io, copy)
    begun.server = server
    const story = createStory(server, io)
    begun.story = story
    story.screen.paragraph(
      `An import from start to end, through a real MCP client. ${copy.fileName} is copied to a temporary folder, and HubSpot is the embedded sandbox: nothing leaves this machine.`,
    )
    const imports = await importOnce(story, copy, await mapAndCheck(story, copy))
    await tellAssociations(story)
    await lookAround(story, imports)
    await summarise(story, copy, { imports, seconds: (performance.now() - began) / 1000 })
    story.screen.paragraph(
      `Everything was as it must be. Next: node ${shellText(io.script)} --sandbox as a server in your own client.`,
    )
    return EXIT.OK
  } catch (error) {
    if (io.signal.aborted) throw new StoppedAt(begun.story?.where() ?? 'the beginning')
    tellFailure(io, error, begun.server?.log() ?? '')
    return EXIT.FINDINGS
  } finally {
    await begun.server?.close()
    await copy.remove()
  }
}

interface Result {
  imports: readonly Import[]
  seconds: number
}

/** Tokenizers differ; English and JSON have about this many characters a token. */
const CHARACTERS_PER_TOKEN = 4

async function summarise({ screen, tally }: Story, copy: WorkingCopy, { imports, seconds }: Result): Promise<void> {
  const { size } = await stat(join(copy.folder, copy.fileName))
  const written = imports.reduce((sum, { records }) => sum + records.created + records.updated, 0)
  screen.blank()
  screen.paragraph(
    `${counted(tally.calls, 'call')} of ${counted(tally.tools.size, 'tool')}, ${counted(imports.length, 'import')}, ${counted(written, 'record')} written, in ${seconds.toFixed(1)} s.`,
    { style: 'bold' },
  )
  screen.paragraph(
    `About ${tokens(tally.characters)} tokens went through the model; the rows of the file alone would be ${tokens(size)}.`,
  )
}

const tokens = (characters: number): string =>
  (Math.ceil(characters / CHARACTERS_PER_TOKEN / 100) * 100).toLocaleString('en-US')

function tellFailure(io: Io, error: unknown, log: string): void {
  const screen = createScreen(io)
  screen.blank()
  const message = error instanceof Error ? error.message : String(error)
  for (const line of message.split('\n')) screen.paragraph(line, { lead: '✗ ', leadStyle: 'red' })
  if (error instanceof DemoFailure && log === '') return
  io.writeError(log === '' ? '' : `The server wrote:\n${log}\n`)
}
