import { createHash } from 'node:crypto'
import { z } from 'zod'
import { counted } from '../counted.ts'
import { dateFormat, importOperation } from '../hubspot/import-request.ts'
import type { ColumnProposal, FileProposal, Schema, Target } from '../mapping/proposal.ts'
import type { Table } from '../table/table.ts'
import { type Plan, type PlannedColumn, type PlannedFile, plannedColumn } from './plan.ts'
import type { StateFolder } from './state-folder.ts'

const rememberedColumn = plannedColumn.extend({
  /** Internal values of the property's options when the import ran. */
  options: z.array(z.string()).optional(),
})

/** A mapping that a person accepted and HubSpot carried out, written to be read and corrected by people. */
const rememberedMapping = z.object({
  portalId: z.number().nullable(),
  fileName: z.string(),
  acceptedAt: z.string(),
  importOperations: z.record(z.string(), importOperation),
  dateFormat,
  columns: z.array(rememberedColumn),
})

export type RememberedMapping = z.infer<typeof rememberedMapping>

export interface MappingMemory {
  find(table: Table, portalId: number | null): Promise<RememberedMapping | undefined>
  /** Called when an import of the plan has ended DONE. */
  remember(plan: Plan, schema: Schema, acceptedAt: string): Promise<void>
}

export function createMappingMemory(state: StateFolder): MappingMemory {
  return {
    async find(table, portalId) {
      if (!table.dialect.hasHeader) return undefined
      const text = await state.read(fileOf(table.columns, portalId))
      // What a person has edited into something unreadable is not used, and not thrown away.
      const parsed = rememberedMapping.safeParse(text === undefined ? undefined : parseOrUndefined(text))
      return parsed.success ? parsed.data : undefined
    },
    async remember(plan, schema, acceptedAt) {
      for (const file of plan.files.filter(({ dialect }) => dialect.hasHeader)) {
        const { portalId, importOperations, dateFormat: format } = plan
        const columns = file.columns.map((column) => ({ ...column, options: optionsOf(column, schema) }))
        const mapping = { portalId, fileName: file.fileName, acceptedAt, importOperations, dateFormat: format, columns }
        await state.write(fileOf(file.columns, portalId), `${JSON.stringify(mapping, null, 2)}\n`)
      }
    },
  }
}

/** The same headers in the same order are the same export. Another account has other properties. */
function fileOf(columns: Pick<PlannedFile, 'columns'>['columns'] | Table['columns'], portalId: number | null): string {
  const names = columns.map(({ columnName }) => columnName.trim())
  const hash = createHash('sha256')
    .update(JSON.stringify([portalId, names]))
    .digest('hex')
  return `mappings/${hash.slice(0, 32)}.json`
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function optionsOf({ objectTypeId, propertyName }: PlannedColumn, schema: Schema): string[] | undefined {
  const definition = schema.properties.get(objectTypeId ?? '')?.find(({ name }) => name === propertyName)
  const values = (definition?.options ?? []).map(({ value }) => value)
  return values.length === 0 ? undefined : values
}

export interface Recalled {
  file: FileProposal
  /** What is no longer as it was. */
  questions: string[]
}

/** The proposal with what was accepted last time; where a property is gone, the proposal stays and a question is asked. */
export function recall(proposal: FileProposal, remembered: RememberedMapping, schema: Schema): Recalled {
  const questions: string[] = []
  const columns = proposal.columns.map((column) => {
    const before = remembered.columns[column.index]
    if (before === undefined) return column
    const loss = whatIsGone(before, schema)
    if (loss !== undefined) questions.push(loss.question)
    return loss?.gone === 'property' ? column : recalledColumn(column, before, remembered)
  })
  return { file: { ...proposal, columns }, questions }
}

type RememberedColumn = RememberedMapping['columns'][number]

function recalledColumn(
  column: ColumnProposal,
  before: RememberedColumn,
  { acceptedAt }: RememberedMapping,
): ColumnProposal {
  const replacements = before.repairs.includes('replace_values') ? before.replacements : undefined
  const replaced = replacements === undefined ? '' : `, with ${counted(replacements.length, 'value')} replaced`
  const reason = `as in the import of ${acceptedAt.slice(0, 10)}${replaced}`
  const target = targetOf(before)
  const same =
    target?.objectTypeId === column.target?.objectTypeId && target?.propertyName === column.target?.propertyName
  const propertyLabel = same ? column.propertyLabel : (target?.propertyName ?? null)
  const recalled = { ...column, target, propertyLabel, confidence: 0.99, reason, alternatives: [] }
  return replacements === undefined ? recalled : { ...recalled, replacements }
}

function targetOf({ objectTypeId, propertyName, columnType, ...association }: RememberedColumn): Target | null {
  if (objectTypeId === null) return null
  const { toColumnObjectTypeId, foreignKeyType, associationIdentifierColumn } = association
  return {
    objectTypeId,
    propertyName,
    columnType,
    ...(toColumnObjectTypeId !== undefined && { toColumnObjectTypeId }),
    ...(foreignKeyType !== undefined && { foreignKeyType }),
    ...(associationIdentifierColumn !== undefined && { associationIdentifierColumn }),
  }
}

interface Loss {
  gone: 'property' | 'options'
  question: string
}

/** undefined: everything the column used is still there. */
function whatIsGone(
  { columnName, objectTypeId, propertyName, options = [] }: RememberedColumn,
  schema: Schema,
): Loss | undefined {
  const properties = schema.properties.get(objectTypeId ?? '')
  if (objectTypeId === null || propertyName === null || properties === undefined) return undefined
  const definition = properties.find(({ name }) => name === propertyName)
  if (definition === undefined) {
    const question = `Property "${propertyName}", where "${columnName}" went last time, is gone. Where should it go now?`
    return { gone: 'property', question }
  }
  const missing = options.filter((value) => !definition.options.some((option) => option.value === value))
  if (missing.length === 0) return undefined
  const names = missing.slice(0, 5).join(', ')
  return {
    gone: 'options',
    question: `Options of ${propertyName} ("${columnName}") are gone since last time: ${names}. Is that right?`,
  }
}
