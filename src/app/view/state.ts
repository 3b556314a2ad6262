import type { ToolAnswer } from './host.ts'
import type { Fields } from './read.ts'
import { text, textOrNull } from './read.ts'
import {
  type Column,
  type Errors,
  type Exported,
  type Finding,
  type Progress,
  type Proposal,
  type Report,
  readErrors,
  readExported,
  readProgress,
  readProposal,
  readReport,
  readRevised,
  readStarted,
  type Started,
  type Target,
} from './results.ts'

export const STEPS = ['mapping', 'check', 'start', 'result'] as const
export type Step = (typeof STEPS)[number]
export const FILTERS = ['all', 'doubtful', 'leftOut'] as const
export type Filter = (typeof FILTERS)[number]

/** A choice of another property that a person is making. */
export interface Search {
  file: number
  index: number
  objectTypeId: string
  query: string
  found: Target[] | null
}

/** Everything that the page shows; it is never changed, only replaced. */
export interface State {
  step: Step
  planId: string | null
  importId: string | null
  files: Proposal['files']
  columns: Column[]
  questions: string[]
  /** By objectTypeId: CREATE, UPDATE or UPSERT. */
  operations: Proposal['operations']
  report: Report | null
  /** The plan changed since the report was made. */
  isStale: boolean
  accepted: boolean
  started: Started | null
  progress: Progress | null
  errors: Errors | null
  exported: Exported | null
  account: string | null
  /** What is being waited for. */
  busy: string | null
  problem: string | null
  /** An answer that has no view here, or that came without structure. */
  plain: string | null
  filter: Filter
  page: number
  search: Search | null
  /** What a person has chosen that texts mean and not yet used: by the column of a finding, then by text. */
  meanings: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** The host lets this page call tools. */
  canAct: boolean
  canEnlarge: boolean
}

export const EMPTY: State = {
  step: 'mapping',
  planId: null,
  importId: null,
  files: [],
  columns: [],
  questions: [],
  operations: [],
  report: null,
  isStale: false,
  accepted: false,
  started: null,
  progress: null,
  errors: null,
  exported: null,
  account: null,
  busy: null,
  problem: null,
  plain: null,
  filter: 'all',
  page: 0,
  search: null,
  meanings: new Map(),
  canAct: false,
  canEnlarge: false,
}

/** The state with the answer of a tool in it. Which tool it was is seen by its fields: hosts need not say. */
export function withAnswer(state: State, { text: plain, structured, isError }: ToolAnswer): State {
  if (isError) return { ...state, problem: plain }
  if (structured === null) return { ...state, plain }
  const known = KNOWN.find(([field]) => structured[field] !== undefined)
  return known === undefined ? { ...state, plain } : { ...known[1](state, structured), plain: null }
}

type Take = (state: State, answer: Fields) => State

/** A field that only this tool's answer has. */
const KNOWN: readonly (readonly [string, Take])[] = [
  ['questions', withProposal],
  ['changed', withRevision],
  ['findings', withReport],
  ['outcome', withStart],
  ['counters', withProgress],
  ['groups', withErrors],
  ['leftOut', withExport],
]

function withProposal(state: State, answer: Fields): State {
  return { ...state, ...readProposal(answer), step: 'mapping', report: null, isStale: false, page: 0 }
}

function withRevision(state: State, answer: Fields): State {
  const { planId, changed, columns, operations } = readRevised(answer)
  const isSame = changed.length === 0 && planId === state.planId
  return {
    ...state,
    planId,
    operations,
    isStale: state.isStale || !isSame,
    accepted: isSame && state.accepted,
    columns: columns.map((revised) => merged(revised, state.columns)),
  }
}

/** What the proposal knew of the column stays, as far as it is still about this target. */
function merged(revised: Pick<Column, 'file' | 'index' | 'name' | 'target'>, before: readonly Column[]): Column {
  const known = before.find(({ file, index }) => file === revised.file && index === revised.index)
  const { target } = revised
  const base = { confidence: null, reason: '', examples: [], alternatives: [], proposed: target }
  if (known === undefined) return { ...base, ...revised }
  const isSame = sameTarget(known.target, target)
  const named = target && labelled(target, [known.target, known.proposed, ...known.alternatives])
  return { ...known, target: named, ...(!isSame && { confidence: null, reason: '' }) }
}

export const sameTarget = (one: Target | null, other: Target | null): boolean =>
  one?.objectTypeId === other?.objectTypeId &&
  one?.propertyName === other?.propertyName &&
  one?.toColumnObjectTypeId === other?.toColumnObjectTypeId

function labelled(target: Target, known: readonly (Target | null)[]): Target {
  const label = known.find((one) => sameTarget(one, target) && one?.label !== undefined)?.label
  return label === undefined ? target : { ...target, label }
}

function withReport(state: State, answer: Fields): State {
  const report = readReport(answer)
  const kept = state.planId === null || state.planId === report.planId ? state : forgotten(state)
  return { ...kept, report, isStale: false, planId: report.planId, step: 'check', accepted: false, meanings: new Map() }
}

const placeOf = ({ fileName, columnIndex }: Finding): string => `${fileName} ${columnIndex}`

export const meaningsOf = ({ meanings }: State, finding: Finding): ReadonlyMap<string, string> =>
  meanings.get(placeOf(finding)) ?? new Map()

/** `to` undefined: nothing is said of the text any more. */
export function withMeaning(state: State, finding: Finding, text: string, to: string | undefined): State['meanings'] {
  const said = new Map(meaningsOf(state, finding))
  if (to === undefined) said.delete(text)
  else said.set(text, to)
  return new Map(state.meanings).set(placeOf(finding), said)
}

/** Another plan has other columns and another import. */
const forgotten = ({ canAct, canEnlarge, account, busy }: State): State => ({
  ...EMPTY,
  canAct,
  canEnlarge,
  account,
  busy,
})

/** What is known of an earlier import of the plan is not about this one. */
function withStart(state: State, answer: Fields): State {
  const started = readStarted(answer)
  if (started.outcome === 'not_started') return { ...state, started, planId: started.planId }
  const unknown = { importId: null, progress: null, errors: null, exported: null }
  return { ...state, ...unknown, started, planId: started.planId, step: 'result' }
}

function withProgress(state: State, answer: Fields): State {
  const progress = readProgress(answer)
  return {
    ...state,
    progress,
    step: state.progress === null ? 'result' : state.step,
    // A plan that is changed after its start is a copy with an id of its own.
    planId: state.planId ?? progress.planId,
    importId: progress.importId ?? state.importId,
  }
}

function withErrors(state: State, answer: Fields): State {
  const errors = readErrors(answer)
  return { ...state, errors, importId: errors.importId ?? state.importId, step: 'result' }
}

function withExport(state: State, answer: Fields): State {
  return { ...state, exported: readExported(answer) }
}

/** The arguments of the call whose answer is shown name the plan or import that it is about. */
export const withInput = (state: State, { planId, importId }: Fields): State => ({
  ...state,
  planId: textOrNull(planId) ?? state.planId,
  importId: typeof importId === 'number' ? String(importId) : text(importId) || state.importId,
})
