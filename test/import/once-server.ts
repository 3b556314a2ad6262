import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type Clock, systemClock } from '../../src/clock.ts'
import { loadConfig } from '../../src/config.ts'
import { createContext, readyContext } from '../../src/context.ts'
import { createPlaces } from '../../src/hubspot/places.ts'
import { createJournal } from '../../src/import/journal.ts'
import { createStarter } from '../../src/import/start.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { createJsonLog } from '../../src/server/json-log.ts'
import { createAllowedFiles } from '../../src/table/allowed-files.ts'
import { ONCE_LIMITS } from './once-limits.ts'
import { withWrongWay } from './wrong-ways.ts'

/**
 * The server over stdio as the program has it, but with short waits, small parts, and with a wrong way of sending when its first
 * argument names one. It is bundled and started as a process of its own, so that a test can kill it.
 */
const [way = 'right', ...flags] = process.argv.slice(2)

/** A hundredth of each wait, and never long: the twenty minutes of looking at the list are over in a second. */
const shortClock: Clock = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms / 100, 200), signal),
}

void serve()

/** No `await` at the top: a bundle cannot have one. */
async function serve(): Promise<void> {
  const config = loadConfig(flags, process.env, {
    workingFolder: process.cwd(),
    homeFolder: homedir(),
    tempFolder: tmpdir(),
    platform: process.platform,
  })
  const files = await createAllowedFiles({ folders: config.allowDirs, workingFolder: config.workingFolder })
  const log = createJsonLog((line) => process.stderr.write(line), { level: 'error', clock: systemClock, secrets: [] })
  const context = createContext(config, { files, log, clock: shortClock, limits: ONCE_LIMITS })
  const starter = createStarter(
    withWrongWay(
      {
        connect: context.connect,
        open: ({ file }) => files.open(file),
        journal: createJournal(openStateFolder(config.stateDir)),
        ownJournal: () => createJournal(openStateFolder(join(config.stateDir, `own-${process.pid}`))),
        plans: context.plans,
        limits: ONCE_LIMITS,
        places: createPlaces(2, 10),
        spoolFolder: join(config.stateDir, 'spool'),
        clock: shortClock,
        closing: new AbortController().signal,
        onSending: () => undefined,
        withMarker: true,
      },
      way,
    ),
  )
  // Loaded as late as the program loads them: in one file the order matters to the libraries.
  const { createServerFactory } = await import('../../src/server.ts')
  const { serveStdio } = await import('@modelcontextprotocol/server/stdio')
  serveStdio(createServerFactory(readyContext(way === 'right' ? context : { ...context, starter })))
}
