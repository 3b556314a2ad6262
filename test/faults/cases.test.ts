import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { FAULT_CASES } from './all-cases.ts'
import { CASE_IDS } from './case-ids.ts'
import type { FaultCase, KeptBy } from './fault-case.ts'

describe('fault cases', () => {
  test('stand once each, and none is missing', () => {
    expect(FAULT_CASES.map(({ id }) => id).toSorted()).toEqual(CASE_IDS.toSorted())
  })

  test('name tests that exist and that run', () => {
    const wrong = FAULT_CASES.flatMap((one) => keepersOf(one).flatMap((kept) => faultsOf(one, kept)))
    expect(wrong).toEqual([])
  })

  test('are kept by a test, or say why they do not apply', () => {
    const silent = FAULT_CASES.filter(({ kept }) => {
      if (kept === 'open') return false
      return 'doesNotApply' in kept ? kept.doesNotApply.length < 20 : kept.length === 0
    })
    expect(silent.map(({ id }) => id)).toEqual([])
    console.log(tellOpen())
  })
})

const keepersOf = ({ kept }: FaultCase): readonly KeptBy[] => (kept === 'open' || 'doesNotApply' in kept ? [] : kept)

function faultsOf({ id }: FaultCase, { file, test: title, row, onlyIf }: KeptBy): string[] {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
  if (!existsSync(path)) return [`${id}: there is no test/${file}`]
  const text = readFileSync(path, 'utf8')
  const places = placesOf(text, title)
  if (places.length === 0) return [`${id}: no test of test/${file} is named "${title}"`]
  if (row !== undefined && !text.includes(row)) return [`${id}: no case "${row}" in test/${file}`]
  if (places.every((place) => isConditional(text.slice(0, place))) === (onlyIf !== undefined)) return []
  return [
    `${id}: "${title}" ${onlyIf === undefined ? 'is skipped at times' : 'runs always'}, and the case says otherwise`,
  ]
}

/** Where the name ends that is the first argument of a test, or of the table of cases before it. */
function placesOf(text: string, title: string): number[] {
  const literal = title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/'/g, "\\\\?'")
  const named = new RegExp(`(\\b(test|it)(\\.(concurrent|sequential))?|\\))\\(\\s*(['"\`])${literal}\\5\\s*,`, 'g')
  return [...text.matchAll(named)].map((match) => match.index + match[0].length)
}

/** Whether a test or a block around it may be skipped. What is around a line is less indented, or begins what it closes. */
function isConditional(before: string): boolean {
  const around: string[] = []
  for (const line of before.split('\n').reverse()) {
    const [inner] = around.slice(-1)
    const depth = indentOf(line)
    const isAround =
      inner === undefined || depth < indentOf(inner) || (depth === indentOf(inner) && /^\s*[\])]/.test(inner))
    if (depth >= 0 && isAround) around.push(line)
  }
  return around.some((line) => /\b(test|it|describe)(\.\w+)*\.(runIf|skipIf|skip|todo)\b/.test(line))
}

const indentOf = (line: string): number => line.search(/\S/)

function tellOpen(): string {
  const areas = new Map<string, string[]>()
  for (const { id, kept } of FAULT_CASES) {
    const [area = id] = id.split('-')
    const ids = areas.get(area) ?? []
    areas.set(area, kept === 'open' ? [...ids, id] : ids)
  }
  const open = [...areas.values()].flat()
  const lines = [...areas].filter(([, ids]) => ids.length > 0).map(([area, ids]) => `  ${area}: ${ids.join(' ')}`)
  return [`${open.length} of ${FAULT_CASES.length} fault cases are open`, ...lines].join('\n')
}
