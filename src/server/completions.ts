import type { Context } from '../context.ts'
import { IMPORT_ERROR_TYPES } from '../hubspot/import-error-types.ts'
import { OBJECT_TYPES } from '../hubspot/object-types.ts'
import { safeText } from '../safe-text.ts'
import { asCall, type CallerDeps, mayRead, protocolError } from './as-call.ts'

/** The newest imports that are offered. */
const IMPORTS = 20

type Complete = (start: string, deps: CallerDeps) => Promise<string[]>

/** Files in the allowed folders whose names begin like it, else those that hold it. */
export const files: Complete = async (start, deps) => {
  const names = await told(deps, ({ files }) => files.tables())
  const beginning = beginningWith(start, names)
  return beginning.length > 0 ? beginning : names.filter((name) => name.toLowerCase().includes(start.toLowerCase()))
}

/** Of HubSpot, and of the account where one is connected. */
export const objectTypes: Complete = async (start, deps) => {
  const isReadable = mayRead(deps.late) && (await isConnected(deps))
  const types = isReadable ? await answered(deps, ({ account }) => account.objectTypes()) : OBJECT_TYPES
  return beginningWith(
    start,
    types.map(({ plural }) => safeText(plural)),
  )
}

export const errorTypes: Complete = async (start) =>
  beginningWith(
    start,
    IMPORT_ERROR_TYPES.map(({ errorType }) => errorType),
  )

/** The newest imports; nothing is asked of HubSpot when no account is connected. */
export const importIds: Complete = async (start, deps) => {
  if (!mayRead(deps.late) || !(await isConnected(deps))) return []
  const newest = async ({ connect }: Context) => (await (await connect()).imports.list({ limit: IMPORTS })).results
  return beginningWith(
    start,
    (await answered(deps, newest)).map(({ id }) => id),
  )
}

/** What names an import: its id, or the plan that started it. Plans are no use to look at before some of it is typed. */
export const importOrPlanIds: Complete = async (start, deps) => {
  const plans = start === '' ? [] : await told(deps, ({ plans }) => plans.planIds())
  return [...(await importIds(start, deps)), ...beginningWith(start, plans)]
}

const isConnected = (deps: CallerDeps): Promise<boolean> => told(deps, async ({ account }) => account.connected)

const beginningWith = (start: string, texts: readonly string[]): string[] =>
  texts.filter((text) => text.toLowerCase().startsWith(start.toLowerCase()))

/** What asks HubSpot counts as a call. */
const answered = <T>(deps: CallerDeps, ask: (context: Context) => Promise<T>): Promise<T> =>
  asCall(deps, ask).catch(refuse(deps))

const told = <T>({ late }: CallerDeps, look: (context: Context) => Promise<T>): Promise<T> =>
  late.open().then(look).catch(refuse({ late }))

function refuse({ late }: Pick<CallerDeps, 'late'>): (error: unknown) => never {
  return (error) => {
    throw protocolError(error, late, 'completion')
  }
}
