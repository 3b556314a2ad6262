import manifest from '../../../package.json' with { type: 'json' }
import type { Io } from '../io.ts'
import type { Check } from './check.ts'

const NEEDED = manifest.engines.node

export function checkProgram({ nodeVersion: version }: Io): Check[] {
  const program: Check = { name: 'Program', status: 'ok', told: `${manifest.name} ${manifest.version}` }
  const node: Check = isNewEnough(version, NEEDED)
    ? { name: 'Node', status: 'ok', told: `${version} (needed: ${NEEDED})` }
    : { name: 'Node', status: 'missing', told: `${version} is too old`, fix: `Install Node ${NEEDED}.` }
  return [program, node]
}

/** `v22.1.0` against `>=20.19` */
function isNewEnough(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = numbers(version)
  const [neededMajor = 0, neededMinor = 0] = numbers(needed)
  return major > neededMajor || (major === neededMajor && minor >= neededMinor)
}

const numbers = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number)
