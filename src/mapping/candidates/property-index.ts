import { isReadOnly, type Property } from '../../hubspot/property.ts'
import { once } from '../../once.ts'
import { builtInSchema } from '../built-in-schema.ts'
import { phraseKey } from '../header/header-tokens.ts'
import { type HeaderText, readHeader } from '../header/read-header.ts'
import type { Schema } from '../proposal.ts'
import { plainValue } from '../values/known-values.ts'

export interface KnownProperty {
  objectTypeId: string
  property: Property
  isWritable: boolean
  /** Made in this account, not by HubSpot. */
  isCustom: boolean
}

export interface PropertyIndex {
  find(objectTypeId: string, name: string): KnownProperty | undefined
  /** By label or internal name, however it is spelled. */
  byKey(key: string): readonly KnownProperty[]
  /** The account's own objects with the keys of their names. */
  customObjects: readonly { objectTypeId: string; keys: readonly string[] }[]
  /** Custom properties with the meaning of their labels. */
  custom: readonly { known: KnownProperty; label: HeaderText }[]
  /** Choice properties with this option, by label or internal value; `option` as `plainValue` gives it. */
  byOption(option: string): readonly KnownProperty[]
}

const MAX_TELLING_OPTIONS = 80

export function indexProperties(schema: Schema): PropertyIndex {
  const all = [...schema.properties].flatMap(([objectTypeId, properties]) =>
    properties.filter((property) => property.archived !== true).map((property) => know(objectTypeId, property)),
  )
  const byName = new Map(all.map((known) => [`${known.objectTypeId} ${known.property.name}`, known]))
  const byKey = groupByKey(all)
  const writable = all.filter((known) => known.isWritable)
  const byOption = groupByOption(writable.filter(({ property }) => isTelling(property)))
  return {
    find: (objectTypeId, name) => byName.get(`${objectTypeId} ${name}`),
    byKey: (key) => byKey.get(key) ?? [],
    customObjects: schema.objectTypes
      .filter(({ objectTypeId }) => objectTypeId.startsWith('2-'))
      .map(({ objectTypeId, singular, plural }) => ({ objectTypeId, keys: [quickKey(plural), quickKey(singular)] })),
    custom: writable
      .filter((known) => known.isCustom)
      .map((known) => ({ known, label: readHeader(known.property.label) })),
    byOption: (option) => byOption.get(option) ?? [],
  }
}

function know(objectTypeId: string, property: Property): KnownProperty {
  return {
    objectTypeId,
    property,
    isWritable: !isReadOnly(property) || property.name === 'hs_object_id',
    isCustom: !isBuiltIn(objectTypeId, property.name),
  }
}

const builtInNames = once(
  () =>
    new Set(
      [...builtInSchema().properties].flatMap(([objectTypeId, properties]) =>
        properties.map((property) => `${objectTypeId} ${property.name}`),
      ),
    ),
)

const isBuiltIn = (objectTypeId: string, name: string): boolean =>
  name.startsWith('hs_') || builtInNames().has(`${objectTypeId} ${name}`)

function groupByKey(all: readonly KnownProperty[]): Map<string, KnownProperty[]> {
  const groups = new Map<string, KnownProperty[]>()
  for (const known of all) {
    for (const key of new Set([quickKey(known.property.label), quickKey(known.property.name)])) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [known])
      else group.push(known)
    }
  }
  return groups
}

function groupByOption(choices: readonly KnownProperty[]): Map<string, KnownProperty[]> {
  const groups = new Map<string, KnownProperty[]>()
  for (const known of choices) {
    const { options } = known.property
    for (const option of new Set(options.flatMap(({ label, value }) => [plainValue(label), plainValue(value)]))) {
      const group = groups.get(option)
      if (group === undefined) groups.set(option, [known])
      else group.push(known)
    }
  }
  return groups
}

/** The same as phraseKey, without its cost for plain English labels. */
const quickKey = (text: string): string =>
  /^[A-Za-z0-9 _()/&.,:-]*$/.test(text) ? text.toLowerCase().replace(/[^a-z0-9]+/g, '') : phraseKey(text)

function isTelling(property: Property): boolean {
  const count = property.options.length
  return property.type === 'enumeration' && count >= 2 && count <= MAX_TELLING_OPTIONS
}
