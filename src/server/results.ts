import { randomBytes } from 'node:crypto'
import type { CallToolResult } from '@modelcontextprotocol/server'
import type { Config } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { Log } from '../log.ts'
import { safeText } from '../safe-text.ts'
import type { Effect, ToolResult } from '../tools/tool.ts'
import type { NotOffered } from './not-offered.ts'
import { render } from './render.ts'

/** Longer than any text a tool gives on purpose; the tools cut cells and messages themselves. */
const MAX_TEXT = 20_000
const MAX_ERROR_TEXT = 2000

const ENVIRONMENT_KEY = 'hubspot-import-mcp/environment'

/** The result as the tool made it: for the page and other programs. Hosts show `_meta` to no model. */
const WHOLE_KEY = 'hubspot-import-mcp/whole'

/** Text and structure, each telling the whole story; the sandbox is named in both. */
export function successResult(result: ToolResult, environment: 'sandbox' | 'production'): CallToolResult {
  const structuredContent = safeRecord(result.structured)
  const sandbox = environment === 'sandbox'
  const { whole } = result
  const meta = {
    ...(sandbox && { [ENVIRONMENT_KEY]: environment }),
    ...(whole !== undefined && { [WHOLE_KEY]: safeRecord(whole) }),
  }
  const summary = `${sandbox ? '[sandbox] ' : ''}${safeText(result.summary, MAX_ERROR_TEXT)}`
  return {
    content: [{ type: 'text', text: `${summary}\n\n${render(structuredContent)}` }],
    structuredContent,
    ...(Object.keys(meta).length > 0 && { _meta: meta }),
  }
}

interface ErrorResultOptions {
  log: Log
  tool: string
  effect: Effect
  config: Config
  notOffered: NotOffered
}

/** The one form of a failed call. It carries no structuredContent: clients would check that against the output schema. */
export function errorResult(
  error: unknown,
  { log, tool, effect, config, notOffered }: ErrorResultOptions,
): CallToolResult {
  const text = describeError(error, { log, place: tool, effect, ownPaths: ownPathsOf(config), notOffered })
  return {
    content: [{ type: 'text', text }],
    isError: true,
    ...(config.environment === 'sandbox' && { _meta: { [ENVIRONMENT_KEY]: 'sandbox' } }),
  }
}

/** Whoever calls over HTTP is on another machine: where this one keeps its files is none of their business. */
export function ownPathsOf({ command, stateDir, auditLog }: Config): readonly string[] {
  return command.name === 'http' ? [stateDir, ...(auditLog === undefined ? [] : [auditLog])] : []
}

interface DescribeOptions {
  log: Log
  place: string
  effect: Effect
  ownPaths?: readonly string[]
  notOffered?: NotOffered
}

/** The text of an error; what is not a UsageError is told only by a number that stands in the log too. */
export function describeError(
  error: unknown,
  { log, place, effect, ownPaths = [], notOffered = (text) => text }: DescribeOptions,
): string {
  const line = (text: string) => safeText(withoutPaths(oneLine(text), ownPaths), MAX_ERROR_TEXT)
  const { code, message, fix, outcome, hubspot } = error instanceof UsageError ? error : defect(error, place, log)
  const told = effect === 'read' ? undefined : (outcome ?? outcomeWithoutWord(code))
  const correlation = hubspot?.correlationId === undefined ? '' : ` correlationId=${hubspot.correlationId}`
  return [
    `${code}: ${line(message)}`,
    `Fix: ${line(notOffered(fix))}`,
    ...(told === undefined ? [] : [`Outcome: ${told}`]),
    ...(hubspot === undefined
      ? []
      : [`HubSpot: ${line(`${hubspot.status} ${hubspot.category ?? ''}`.trim() + correlation)}`]),
  ].join('\n')
}

/** Refused arguments cannot have begun anything; of a defect nothing is known. */
function outcomeWithoutWord(code: UsageError['code']): UsageError['outcome'] {
  if (code === 'internal') return 'unknown'
  return code === 'invalid_arguments' ? 'not_started' : undefined
}

function defect(error: unknown, place: string, log: Log): UsageError {
  const reference = randomBytes(4).toString('hex')
  log('error', 'unexpected error', { reference, place, error: error instanceof Error ? error.stack : String(error) })
  return new UsageError(
    'internal',
    `${place} failed because of a defect of this server, logged on stderr as ${reference}.`,
    'Do not repeat the call blindly. Report the defect with that log line.',
  )
}

/** Text from outside cannot add a line of its own to the error. */
const oneLine = (text: string): string => (text.includes('\n') ? text.replaceAll(/\s*\n\s*/g, ' ') : text)

/** Each path is left out to its end, with the space before it. */
function withoutPaths(text: string, paths: readonly string[]): string {
  return paths.reduce((rest, path) => {
    const [first = '', ...others] = rest.split(` ${path}`)
    return [first, ...others.map((after) => after.replace(/^\S*/, ''))].join('')
  }, text)
}

function safeRecord(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [safeText(key), safeValue(value)]))
}

function safeValue(value: unknown): unknown {
  if (typeof value === 'string') return safeText(value, MAX_TEXT)
  if (Array.isArray(value)) return value.map(safeValue)
  return typeof value === 'object' && value !== null ? safeRecord({ ...value }) : value
}
