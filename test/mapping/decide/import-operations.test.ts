import { describe, expect, test } from 'vitest'
import { OBJECT_TYPES } from '../../../src/hubspot/object-types.ts'
import { importOperationsFor } from '../../../src/mapping/decide/import-operations.ts'
import type { FileProposal, Target } from '../../../src/mapping/proposal.ts'

describe('importOperationsFor()', () => {
  for (const [name, targets, wanted] of [
    [
      'updates what an e-mail address identifies',
      [standard('0-1', 'firstname'), identifier('0-1', 'email')],
      { '0-1': 'UPSERT' },
    ],
    ['creates what nothing identifies', [standard('0-1', 'firstname')], { '0-1': 'CREATE' }],
    [
      'does not create what HubSpot would refuse for a missing column',
      [standard('0-3', 'dealname')],
      { '0-3': 'UPSERT' },
    ],
    [
      'decides for each object',
      [identifier('0-1', 'email'), standard('0-2', 'name')],
      { '0-1': 'UPSERT', '0-2': 'CREATE' },
    ],
    [
      'has nothing to do for an object that is only pointed to',
      [identifier('0-1', 'email'), { ...standard('0-1', null), toColumnObjectTypeId: '0-2' }],
      { '0-1': 'UPSERT' },
    ],
  ] as const) {
    test(name, () => {
      expect(importOperationsFor([fileWith(targets)], OBJECT_TYPES)).toEqual(wanted)
    })
  }
})

function standard(objectTypeId: string, propertyName: string | null): Target {
  return { objectTypeId, propertyName, columnType: 'STANDARD' }
}

function identifier(objectTypeId: string, propertyName: string): Target {
  return { objectTypeId, propertyName, columnType: 'HUBSPOT_ALTERNATE_ID' }
}

function fileWith(targets: readonly Target[]): FileProposal {
  const columns = targets.map((target, index) => ({
    index,
    columnName: `column ${index}`,
    target,
    propertyLabel: null,
    confidence: 1,
    reason: 'test',
    examples: [],
    alternatives: [],
  }))
  return { fileName: 'data.csv', columns }
}
