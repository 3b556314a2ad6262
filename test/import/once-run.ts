import timers from 'node:timers/promises'
import { structuredOf } from '../connect.ts'
import type { Caller, Kill, OnceCase, Round } from './once-case.ts'
import { journalFaults } from './once-journal.ts'
import { ONCE_LIMITS } from './once-limits.ts'
import type { HeldImport, OnceRig } from './once-rig.ts'
import { type Told, toldBy } from './once-told.ts'
import type { ServerProcess } from './server-process.ts'

/** Everything one run showed, for the judgement. */
export interface OnceResult {
  /** Rows of each part of the file. */
  rows: number[]
  plans: number
  rounds: RoundResult[]
  /** What each plan is told in the end, by start_import and by get_import. */
  settled: Settled[]
  held: readonly HeldImport[]
  /** In which the journal on the disk contradicts HubSpot, after a round or at the end. */
  journal: string[]
  /** What was uploaded for each of them. */
  uploaded: (HeldImport & { rows: number[] })[]
}

export interface RoundResult {
  /** What the callers were told while everything broke. */
  told: Told[]
  /** What HubSpot had when nothing was on its way any more. */
  held: readonly HeldImport[]
  /** Parts that new processes began to send again although HubSpot had them when all the others were dead. */
  sentAgain: number[]
}

export interface Settled {
  /** get_import, before anybody asked to start it again. */
  before: Told
  started: Told
  followed: Told
}

export interface RunOptions {
  /** Names the file, so that its imports are known by it. */
  name: string
  /** How long it may take until everything is clear. */
  settleMs: number
}

interface Run extends RunOptions {
  rig: OnceRig
  planIds: readonly string[]
  parts: number
}

/** Plans a file, starts it while things break, and then asks until it is known what became of it. */
export async function runOnce(rig: OnceRig, one: OnceCase, options: RunOptions): Promise<OnceResult> {
  const { name } = options
  const fileName = `${name}.csv`
  await rig.writeFile(fileName, csvOf(one, name))
  const callers = one.rounds.flatMap((round) => round.callers)
  const [process] = await rig.processes()
  const planIds: string[] = []
  for (const _ of new Set(callers.map(({ plan }) => plan))) planIds.push(await plan(process, fileName))
  const rows = rowsOfParts(one.rows)
  const run = { ...options, rig, planIds, parts: rows.length }
  const rounds: RoundResult[] = []
  const journal: string[] = []
  let afterRestart: () => number[] = () => []
  const isSentAgain = () => {
    const last = rounds.at(-1)
    if (last !== undefined) last.sentAgain = afterRestart()
  }
  for (const round of one.rounds) {
    const told = await whileBroken(run, round)
    isSentAgain()
    const held = await rig.held(name)
    journal.push(...(await journalFaults(rig.stateDir, name, held)))
    rounds.push({ told, held, sentAgain: [] })
    afterRestart = round.restart ? await restart(rig, held) : () => []
  }
  const settled: Settled[] = []
  for (const index of planIds.keys()) settled.push(await settle(run, index))
  isSentAgain()
  const held = await rig.held(name)
  journal.push(...(await journalFaults(rig.stateDir, name, held)))
  const uploaded = []
  for (const each of held) uploaded.push({ ...each, rows: await rig.rowsOf(each.importId) })
  return { rows, plans: planIds.length, rounds, settled, held, journal, uploaded }
}

/** Nobody lives on. What comes back tells which of the held parts were sent again since then. */
async function restart(rig: OnceRig, held: readonly HeldImport[]): Promise<() => number[]> {
  for (const process of await rig.processes()) process.kill()
  await rig.proxy.drained()
  const { length } = rig.proxy.begun()
  const numbers = new Set(held.map(({ part }) => part))
  return () => {
    const begun = rig.proxy.begun().slice(length).map(rig.partOf)
    return begun.filter((part) => numbers.has(part))
  }
}

/** Contacts of this run alone, so that its content is no other's. */
function csvOf({ rows, width, copied }: OnceCase, name: string): string {
  const delimiter = copied ? ';' : ','
  const row = (index: number) => `${'Ann'.padEnd(width, 'n')}${delimiter}${name}-${index + 1}@example.com\n`
  return `First Name${delimiter}Email\n${Array.from({ length: rows }, (_, index) => row(index)).join('')}`
}

function rowsOfParts(rows: number): number[] {
  const parts = Math.ceil(rows / ONCE_LIMITS.rows)
  return Array.from({ length: parts }, (_, index) => Math.min(ONCE_LIMITS.rows, rows - index * ONCE_LIMITS.rows))
}

async function plan(process: ServerProcess, file: string): Promise<string> {
  return String(structuredOf(await process.call('propose_mapping', { file })).planId)
}

async function whileBroken(run: Run, round: Round): Promise<Told[]> {
  const { rig } = run
  const processes = await rig.processes()
  const kills = round.kills.map((kill) => killer(kill, processes[kill.victim]))
  const tell = (what: 'taken' | 'answered', upload: number, left: number) => {
    for (const { passing } of kills) passing(what, upload, left)
  }
  rig.proxy.breakUploads(round.breaks, {
    taken: (upload, left) => tell('taken', upload, left),
    answered: (upload) => tell('answered', upload, 0),
  })
  if (round.listFailures > 0) {
    rig.sandbox.faults.add({ method: 'GET', path: '/crm/v3/imports', status: 503, times: round.listFailures })
  }
  for (const { begun } of kills) begun()
  const until = Date.now() + round.lastsMs
  const told = await Promise.all(round.callers.map((caller) => startWhile(run, caller, { processes, until })))
  for (const { over } of kills) over()
  rig.proxy.heal()
  rig.sandbox.faults.clear()
  await rig.proxy.drained()
  return told.flat()
}

/** Everything a caller was told who asks until something else is said than that it is being uploaded. */
async function startWhile(
  run: Run,
  { process, plan: index, afterMs }: Caller,
  { processes, until }: { processes: readonly ServerProcess[]; until: number },
): Promise<Told[]> {
  const told: Told[] = []
  await timers.setTimeout(afterMs)
  for (;;) {
    const one = await ask(run, 'start_import', { plan: index, process: processes[process] })
    told.push(one)
    if (one.outcome !== 'uploading' || Date.now() >= until) return told
    await timers.setTimeout(20)
  }
}

function killer(kill: Kill, victim: ServerProcess) {
  let isSpent = false
  let timer: NodeJS.Timeout | undefined
  const strike = () => {
    if (isSpent) return
    isSpent = true
    if (kill.afterMs === 0) victim.kill()
    else timer = setTimeout(victim.kill, kill.afterMs)
  }
  return {
    passing(what: 'taken' | 'answered', upload: number, left: number) {
      if (kill.at === what && upload >= kill.upload && left <= kill.left) strike()
    },
    begun() {
      if (kill.at === 'time') strike()
    },
    over() {
      isSpent = true
      clearTimeout(timer)
    },
  }
}

const PAUSE_MS = 50

/** Starts the same plan again until each part is told as an import, or as unknown and HubSpot does not have it. */
async function settle(run: Run, index: number): Promise<Settled> {
  const until = Date.now() + run.settleMs
  const before = await ask(run, 'get_import', { plan: index })
  for (;;) {
    const started = await ask(run, 'start_import', { plan: index })
    // What another process has just sent may not be there yet.
    await run.rig.proxy.drained()
    const held = await run.rig.held(run.name)
    if (isSettled(started, held, run.parts) || hasTwice(held) || Date.now() > until) {
      return { before, started, followed: await ask(run, 'get_import', { plan: index }) }
    }
    await timers.setTimeout(PAUSE_MS)
  }
}

/** It cannot become right any more. */
const hasTwice = (held: readonly HeldImport[]): boolean => new Set(held.map(({ part }) => part)).size < held.length

function isSettled({ outcome, parts }: Told, held: readonly HeldImport[], of: number): boolean {
  const isThere = (part: number) => held.some((one) => one.part === part)
  const isClear = parts.every(({ part, state }) => state === 'started' || (state === 'unknown' && !isThere(part)))
  return outcome !== 'uploading' && parts.length === of && isClear
}

async function ask(
  { rig, name, planIds, parts }: Run,
  tool: Told['tool'],
  { plan: index, process }: { plan: number; process?: ServerProcess },
): Promise<Told> {
  const there = await rig.held(name)
  const place = index < planIds.length ? index : 0
  const asked = process ?? (await rig.processes())[0]
  const call = asked.call(tool, { planId: planIds[place] ?? '' })
  return toldBy(call, parts, { tool, plan: place, there })
}
