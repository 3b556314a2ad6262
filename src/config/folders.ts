import { isAbsolute, join, parse, relative, resolve, sep } from 'node:path'
import { UsageError } from '../errors.ts'

/** Where the program runs; passed in so that reading the settings stays pure. */
export interface Place {
  workingFolder: string
  homeFolder: string
  /** A folder for this process alone; it need not exist yet. */
  tempFolder: string
  /** As `process.platform` names it. */
  platform: string
}

type Environment = Readonly<Record<string, string | undefined>>

const NAME = 'hubspot-import-mcp'

/**
 * The folders whose files may be read. None is a valid answer: a desktop program starts servers in `/`.
 * @throws UsageError invalid_arguments for `/`, the home folder or one that holds it, or a relative folder when the program
 * runs in `/`.
 */
export function allowedFolders(chosen: readonly string[], place: Place): readonly string[] {
  if (chosen.length > 0) return chosen.map((folder) => allowedFolder(folder, place))
  return isTooWide(place.workingFolder, place) ? [] : [place.workingFolder]
}

function allowedFolder(text: string, place: Place): string {
  const folder = resolvePath(text, place, '--allow-dir')
  if (!isTooWide(folder, place)) return folder
  throw new UsageError(
    'invalid_arguments',
    `--allow-dir is ${folder}: the root and the home folder hold keys and private files.`,
    'Name the folder with the files to import, such as ~/Downloads.',
  )
}

/** The root, the home folder, and what holds it: `/home`, `/Users`. */
function isTooWide(folder: string, { homeFolder }: Place): boolean {
  const way = relative(folder, resolve(homeFolder))
  const holdsHome = way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
  return parse(folder).root === folder || holdsHome
}

/** An absolute path; `~` is the home folder. */
export function resolvePath(text: string, place: Place, source: string): string {
  if (text === '~' || text.startsWith('~/') || text.startsWith('~\\')) return join(place.homeFolder, text.slice(1))
  if (isAbsolute(text) || parse(place.workingFolder).root !== place.workingFolder) {
    return resolve(place.workingFolder, text)
  }
  throw new UsageError(
    'invalid_arguments',
    `${source} is "${text.slice(0, 200)}", but the program runs in ${place.workingFolder}.`,
    'Write the whole path, or start it with ~/.',
  )
}

interface StateOptions {
  place: Place
  sandbox: boolean
}

/** The sandbox forgets its imports when it ends, so what is kept about them must not outlive the process. */
export function stateFolder(chosen: string | undefined, env: Environment, options: StateOptions): string {
  const { place, sandbox } = options
  if (chosen !== undefined) return resolvePath(chosen, place, '--state-dir')
  if (sandbox) return join(place.tempFolder, 'state')
  if (place.platform === 'darwin') return join(place.homeFolder, 'Library', 'Application Support', NAME)
  if (place.platform === 'win32') return join(env.LOCALAPPDATA ?? join(place.homeFolder, 'AppData', 'Local'), NAME)
  const xdg = env.XDG_STATE_HOME ?? ''
  return join(isAbsolute(xdg) ? xdg : join(place.homeFolder, '.local', 'state'), NAME)
}
