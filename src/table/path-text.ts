import { sep } from 'node:path'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'

const MAX_LENGTH = 4096
const DEVICE = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\.|$)/i

/**
 * Refuses, before any system call, texts that are no path of a local file: NUL, URLs, Windows network and device paths
 * (opening one sends the user's password hash to the host). Throws path_not_allowed.
 */
export function refusePathText(path: string, options: { windows: boolean } = { windows: sep === '\\' }): void {
  const problem = pathProblem(path) ?? (options.windows ? windowsProblem(path) : undefined)
  if (problem === undefined) return
  throw new UsageError(
    'path_not_allowed',
    `"${safeText(path)}" ${problem}.`,
    'Pass the plain path of a file in an allowed folder as file; check_connection lists the folders.',
  )
}

function pathProblem(path: string): string | undefined {
  if (path.trim() === '') return 'is an empty path'
  if (path.includes('\0')) return 'holds a NUL character'
  if (path.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`
  if (/^[\\/]{2}/.test(path)) return 'is a network or device path'
  if (/^[a-z][a-z\d+.-]+:[\\/]/i.test(path)) return 'is a URL, not a path'
  return undefined
}

function windowsProblem(path: string): string | undefined {
  const withoutDrive = path.replace(/^[a-z]:[\\/]/i, '')
  if (withoutDrive.includes(':')) return 'names a drive without a folder, or a stream inside a file'
  if (withoutDrive.split(/[\\/]/).some((segment) => DEVICE.test(segment.trim()))) return 'is the name of a device'
  return undefined
}

/** Text that a shell or a browser would have turned into another path. Nothing here does. */
export function isUnexpanded(path: string): boolean {
  return /^(?:~|\$\w+|\$\{\w+\}|%\w+%)(?:[\\/]|$)|%(?:2e|2f|5c)/i.test(path)
}
