import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Plan } from '../../src/import/plan.ts'
import { createPlanStore, newPlanId } from '../../src/import/plan-store.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'

let folder: string
let plan: Plan

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-store-'))
  plan = {
    planId: newPlanId(),
    createdAt: '2026-11-22T12:00:00.000Z',
    environment: 'sandbox',
    portalId: 1,
    name: 'Leads',
    importOperations: { '0-1': 'UPSERT' },
    dateFormat: 'YEAR_MONTH_DAY',
    files: [],
    contentKeys: [],
  }
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** As another process would open it. */
const storeOf = () => createPlanStore(openStateFolder(folder))

const withKey =
  (key: string) =>
  (now: Plan): Plan => ({ ...now, contentKeys: [...now.contentKeys, key] })

const versions = () => readdir(join(folder, 'plans', plan.planId))

describe('createPlanStore()', () => {
  test('loses no change of two stores on one folder that change a plan at once', async () => {
    await storeOf().save(plan)
    const stores = [storeOf(), storeOf()]
    const keys = stores.flatMap((_, store) => Array.from({ length: 12 }, (_, index) => `${store}-${index}`))
    await Promise.all(keys.map((key) => stores[Number(key[0])]?.update(plan.planId, withKey(key))))
    const { contentKeys } = await storeOf().get(plan.planId)
    expect([...contentKeys].sort()).toEqual([...keys].sort())
  })

  test('reads the plan, whole, while it is changed again and again', async () => {
    await storeOf().save(plan)
    let isOver = false
    const changing = (async () => {
      for (let index = 0; index < 40; index += 1) await storeOf().update(plan.planId, withKey(String(index)))
      isOver = true
    })()
    let least = 0
    while (!isOver) {
      const { contentKeys } = await storeOf().get(plan.planId)
      expect(contentKeys.length).toBeGreaterThanOrEqual(least)
      least = contentKeys.length
    }
    await changing
    expect(least).toBeGreaterThan(0)
  })

  test('keeps one version, and writes nothing where nothing changes', async () => {
    await storeOf().save(plan)
    await storeOf().update(plan.planId, withKey('a'))
    await storeOf().update(plan.planId, (now) => now)
    const sizes = (await versions()).map(
      async (name) => (await readFile(join(folder, 'plans', plan.planId, name))).length,
    )
    expect(await Promise.all(sizes)).toEqual([0, expect.any(Number)])
  })

  test('goes on from both versions that a crash between them leaves', async () => {
    await storeOf().save(plan)
    const first = await readFile(join(folder, 'plans', plan.planId, '1.json'), 'utf8')
    await storeOf().update(plan.planId, withKey('a'))
    await writeFile(join(folder, 'plans', plan.planId, '1.json'), first)
    expect((await storeOf().update(plan.planId, withKey('b'))).contentKeys).toEqual(['a', 'b'])
  })

  test.each(['{', '', '{"planId":1}'])('never takes an older version for one that is damaged (%j)', async (text) => {
    await storeOf().save(plan)
    await writeFile(join(folder, 'plans', plan.planId, '2.json'), text)
    await expect(storeOf().get(plan.planId)).rejects.toMatchObject({ code: 'plan_expired' })
    await expect(storeOf().update(plan.planId, withKey('a'))).rejects.toMatchObject({ code: 'plan_expired' })
  })

  test.each([UNKNOWN_PLAN_ID, '../plans', ''])('does not know %j', async (id) => {
    await storeOf().save(plan)
    await expect(storeOf().get(id)).rejects.toMatchObject({ code: 'plan_unknown' })
  })
})
