import type { Clock } from '../clock.ts'
import type { Log, LogLevel } from '../log.ts'
import { safeText } from '../safe-text.ts'

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
const MAX_FIELD = 4000

/** What tokens look like, for those that reach a message on other ways than the configuration. */
const TOKENS = /\bpat-[a-z0-9]+-[0-9a-f-]{8,}|\bBearer\s+\S+|\b(?:access_token|refresh_token|client_secret)=[^&\s"]+/gi

interface LogOptions {
  level: LogLevel
  clock: Clock
  /** Never written, wherever they turn up. */
  secrets: readonly string[]
  /** In every line. */
  pid?: number
}

/**
 * One JSON object a line, with pino's field names (level, time, pid, msg) but levels and times as text, which people read
 * too. Not pino itself: 12 packages and 5 to 15 ms of every start, for what is 40 lines here.
 */
export function createJsonLog(
  write: (line: string, level: LogLevel) => void,
  { level, clock, secrets, pid }: LogOptions,
): Log {
  const redact = createRedaction(secrets)
  const isClean = createCleanness(secrets)
  const from = LEVELS.indexOf(level)
  return (lineLevel, message, fields = {}) => {
    if (LEVELS.indexOf(lineLevel) < from) return
    const time = new Date(clock.now()).toISOString()
    const entry: Record<string, unknown> = { level: lineLevel, time, pid, msg: message, ...fields }
    // Every call writes a line: nearly all hold nothing to hide or to escape, which one look at the whole line shows.
    const asItIs = Object.values(entry).some(isStructure) ? undefined : JSON.stringify(entry)
    const line = asItIs !== undefined && isClean(asItIs) ? asItIs : JSON.stringify(redactFields(entry, redact))
    write(`${line}\n`, lineLevel)
  }
}

const isStructure = (value: unknown): boolean => typeof value === 'object' && value !== null

/** ASCII without control characters, and without a backslash: JSON escaped nothing, so a secret would stand in it as it is. */
const PLAIN = /^[ -[\]-~]*$/

/** Whether a line can stay as it is. */
function createCleanness(secrets: readonly string[]): (line: string) => boolean {
  const known = knownSecrets(secrets)
  return (line) =>
    line.length <= MAX_FIELD &&
    PLAIN.test(line) &&
    line.search(TOKENS) === -1 &&
    !known.some((secret) => line.includes(secret))
}

export function createRedaction(secrets: readonly string[]): (text: string) => string {
  const known = knownSecrets(secrets)
  return (text) => {
    const hidden = known.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text)
    // Most text: a search is cheaper than a replacement of nothing.
    const shown = hidden.search(TOKENS) === -1 ? hidden : hidden.replaceAll(TOKENS, '[redacted]')
    return safeText(shown, MAX_FIELD)
  }
}

const knownSecrets = (secrets: readonly string[]): readonly string[] => secrets.filter((secret) => secret.length >= 4)

function redactFields(entry: Record<string, unknown>, redact: (text: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, redactValue(value, redact)]))
}

function redactValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value)
  if (value instanceof Error) return redact(value.stack ?? value.message)
  if (typeof value !== 'object' || value === null) return value
  return redact(JSON.stringify(value) ?? '')
}
