import type { BatchRead, CrmObject, ObjectSearch } from '../../../src/hubspot/crm-object.ts'
import type { LookupOptions } from '../../../src/import/record-lookup/look-up-records.ts'

export interface KnownObject {
  objectTypeId?: string
  id: string
  properties: Record<string, string>
}

export type Asked =
  | ({ call: 'batchRead'; objectTypeId: string } & BatchRead)
  | ({ call: 'search'; objectTypeId: string } & ObjectSearch)

export interface FakeAccount {
  objects: LookupOptions['objects']
  asked: Asked[]
}

/** An account with these records, contacts unless told. `refuse`: fails a call. */
export function accountOf(
  known: readonly KnownObject[],
  refuse: (asked: Asked) => void = () => undefined,
): FakeAccount {
  const asked: Asked[] = []
  const note = (one: Asked) => {
    asked.push(one)
    refuse(one)
  }
  const having = (objectTypeId: string, fits: (one: KnownObject) => boolean): CrmObject[] =>
    known
      .filter((one) => (one.objectTypeId ?? '0-1') === objectTypeId && fits(one))
      .map(({ id, properties }) => ({ id, properties }))
  return {
    asked,
    objects: {
      batchRead: async (objectTypeId, input) => {
        note({ call: 'batchRead', objectTypeId, ...input })
        const { idProperty, ids } = input
        return having(objectTypeId, ({ id, properties }) =>
          idProperty === undefined
            ? ids.includes(id)
            : [properties[idProperty] ?? '', ...(properties.hs_additional_emails ?? '').split(';')].some((value) =>
                ids.includes(value),
              ),
        )
      },
      search: async (objectTypeId, search) => {
        note({ call: 'search', objectTypeId, ...search })
        const [filter] = search.filterGroups?.[0]?.filters ?? []
        const found = having(
          objectTypeId,
          ({ properties }) => filter?.values?.includes((properties[filter.propertyName] ?? '').toLowerCase()) === true,
        )
        const { limit = 10 } = search
        return { results: found.slice(0, limit), after: found.length > limit ? String(limit) : null }
      },
    },
  }
}
