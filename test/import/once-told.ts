import type { CallToolResult } from '@modelcontextprotocol/client'
import { textOf, wholeOf } from '../connect.ts'
import { at } from '../sandbox/call-sandbox.ts'
import type { HeldImport } from './once-rig.ts'

/** What somebody was told of a part. */
export interface ToldPart {
  part: number
  importId: string | null
  /** `uploading`: get_import says of a file that is one import that it is on its way, which is no claim about HubSpot. */
  state: 'started' | 'uploading' | 'unknown' | 'not_started'
}

/** What a caller was told. */
export interface Told {
  tool: 'start_import' | 'get_import'
  plan: number
  /** `died`: the process was gone before it answered. `silent`: an error that does not say what became of the import. */
  outcome: string
  /** Only what the answer names. */
  parts: ToldPart[]
  /** What HubSpot had already when the call was made. */
  there: readonly HeldImport[]
  text: string
}

type Asked = Pick<Told, 'tool' | 'plan' | 'there'>

/** `of`: how many parts the file has; an error without a part is about all of them. */
export async function toldBy(call: Promise<CallToolResult>, of: number, asked: Asked): Promise<Told> {
  const result = await call.catch(() => undefined)
  if (result === undefined) return { ...asked, outcome: 'died', parts: [], text: '' }
  const { isError } = result
  const text = textOf(result)
  if (isError === true) return { ...asked, ...toldByError(text, of), text }
  const answer = wholeOf(result)
  const outcome = String(at(answer, 'outcome') ?? at(answer, 'state'))
  const several = at(answer, 'imports') ?? at(answer, 'parts')
  const parts = Array.isArray(several) ? several : [{ ...asObject(answer), part: 1 }]
  const nextStep = String(at(answer, 'nextStep'))
  return { ...asked, outcome, parts: parts.map(toldPart), text: `${text}\n${nextStep}` }
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

function toldPart(value: unknown): ToldPart {
  const importId = at(value, 'importId')
  const state = String(at(value, 'state')).toLowerCase()
  if (typeof importId === 'string') return { part: Number(at(value, 'part')), importId, state: 'started' }
  const isKnown = state === 'unknown' || state === 'uploading'
  return { part: Number(at(value, 'part')), importId: null, state: isKnown ? state : 'not_started' }
}

function toldByError(text: string, of: number): Pick<Told, 'outcome' | 'parts'> {
  const isUnknown = text.startsWith('outcome_unknown: ')
  const outcome = /^Outcome: (\w+)$/m.exec(text)?.[1] ?? (isUnknown ? 'unknown' : 'silent')
  const named = /Part (\d+) of \d+ was not started/.exec(text)?.[1]
  const all = Array.from({ length: of }, (_, index) => index + 1)
  if (named !== undefined) return { outcome, parts: [{ part: Number(named), importId: null, state: 'not_started' }] }
  if (outcome !== 'not_started' && outcome !== 'unknown') return { outcome, parts: [] }
  return { outcome, parts: all.map((part) => ({ part, importId: null, state: outcome })) }
}
