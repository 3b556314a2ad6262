import timers from 'node:timers/promises'
import type { CallToolResult } from '@modelcontextprotocol/client'
import { structuredOf, textOf } from '../connect.ts'
import { at } from '../sandbox/call-sandbox.ts'
import type { Kill, OnceCase } from './once-case.ts'
import type { OnceRig, ServerProcess } from './once-rig.ts'

/** What a caller of start_import was told. */
export interface Told {
  /** `died`: the process was gone before it answered. `silent`: an error that does not say what became of the import. */
  outcome: string
  importIds: string[]
  /** Whether HubSpot had the import already when the call was made. */
  wasThere: boolean
  text: string
}

/** Everything one run showed, for the judgement. */
export interface OnceResult {
  /** What the callers were told while everything broke. */
  told: Told[]
  /** What HubSpot had when nothing was on its way any more, before anybody asked again. */
  heldBefore: string[]
  /** What each plan is told in the end, by start_import and by get_import. */
  settled: { started: Told; followed: Told }[]
  held: string[]
}

/** Asked again so often, with a pause that is longer than the processes wait between two looks at the list. */
const ROUNDS = 25
const PAUSE_MS = 120

/** Plans a file, starts it while things break, and then asks until it is known what became of it. */
export async function runOnce(rig: OnceRig, one: OnceCase, name: string): Promise<OnceResult> {
  const fileName = `${name}.csv`
  await rig.writeFile(fileName, csvOf(one.bytes, name))
  const processes = await rig.processes()
  const planIds: string[] = []
  for (const _ of new Set(one.callers.map(({ plan }) => plan))) planIds.push(await plan(processes[0], fileName))
  const told = await whileBroken(rig, one, async () => {
    const calls = one.callers.map(async ({ process, plan: index, afterMs }) => {
      await timers.setTimeout(afterMs)
      const planId = planIds[index] ?? planIds[0] ?? ''
      return start(processes[process], planId, (await rig.held(name)).length > 0)
    })
    return Promise.all(calls)
  })
  const heldBefore = await rig.held(name)
  if (one.restart) for (const process of processes) process.kill()
  const settled = []
  for (const planId of planIds) settled.push(await settle(rig, planId, name))
  return { told, heldBefore, settled, held: await rig.held(name) }
}

/** Contacts of this run alone, so that its content is no other's. */
function csvOf(bytes: number, name: string): string {
  const row = (index: number) => `Ann,${name}-${index}@example.com\n`
  const count = Math.max(2, Math.floor(bytes / row(1000).length))
  return `First Name,Email\n${Array.from({ length: count }, (_, index) => row(index)).join('')}`
}

async function plan(process: ServerProcess, file: string): Promise<string> {
  return String(structuredOf(await process.call('propose_mapping', { file })).planId)
}

async function whileBroken(rig: OnceRig, one: OnceCase, work: () => Promise<Told[]>): Promise<Told[]> {
  const victim = (await rig.processes())[one.callers[0]?.process ?? 0]
  const { taken, answered, begun, over } = killer(one.kill, victim)
  rig.proxy.breakUploads(one.breaks, { taken, answered })
  if (one.listFailures > 0) {
    rig.sandbox.faults.add({ method: 'GET', path: '/crm/v3/imports', status: 503, times: one.listFailures })
  }
  begun()
  const told = await work()
  over()
  rig.proxy.heal()
  rig.sandbox.faults.clear()
  await rig.proxy.drained()
  return told
}

function killer(kill: Kill | undefined, victim: ServerProcess) {
  let isSpent = kill === undefined
  let timer: NodeJS.Timeout | undefined
  const strike = () => {
    if (isSpent || kill === undefined) return
    isSpent = true
    if (kill.afterMs === 0) victim.kill()
    else timer = setTimeout(victim.kill, kill.afterMs)
  }
  return {
    taken: (left: number) => kill?.at === 'taken' && left <= kill.left && strike(),
    answered: () => kill?.at === 'answered' && strike(),
    begun: () => kill?.at === 'time' && strike(),
    over: () => {
      isSpent = true
      clearTimeout(timer)
    },
  }
}

/** Asks for the same plan again until it is told which import it is, or until it is sure that there is none. */
async function settle(rig: OnceRig, planId: string, name: string) {
  let started = nothing
  for (let round = 0; round < ROUNDS; round += 1) {
    const [process] = await rig.processes()
    const wasThere = (await rig.held(name)).length > 0
    started = await start(process, planId, wasThere)
    if (started.importIds.length > 0 || (started.outcome === 'unknown' && !wasThere)) break
    await timers.setTimeout(PAUSE_MS)
  }
  const [process] = await rig.processes()
  return { started, followed: await toldBy(process.call('get_import', { planId }), false) }
}

const nothing: Told = { outcome: 'died', importIds: [], wasThere: false, text: '' }

const start = (process: ServerProcess, planId: string, wasThere: boolean): Promise<Told> =>
  toldBy(process.call('start_import', { planId }), wasThere)

async function toldBy(call: Promise<CallToolResult>, wasThere: boolean): Promise<Told> {
  const result = await call.catch(() => undefined)
  if (result === undefined) return { ...nothing, wasThere }
  const { structuredContent, isError } = result
  const text = textOf(result)
  if (isError === true) {
    const isUnknown = text.startsWith('outcome_unknown: ')
    const outcome = /^Outcome: (\w+)$/m.exec(text)?.[1] ?? (isUnknown ? 'unknown' : 'silent')
    return { outcome, importIds: [], wasThere, text }
  }
  const imports = at(structuredContent, 'imports')
  const ids = Array.isArray(imports) ? imports.map((each) => at(each, 'importId')) : [at(structuredContent, 'importId')]
  const importIds = ids.filter((id) => typeof id === 'string')
  return { outcome: String(at(structuredContent, 'outcome') ?? 'followed'), importIds, wasThere, text }
}
