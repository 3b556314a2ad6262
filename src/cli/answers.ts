import { z } from 'zod'

/** What the terminal commands read of the tools' answers. Loose: an answer may say more. */

const fileAnswer = z.looseObject({
  fileName: z.string(),
  bytes: z.number(),
  format: z.string(),
  encoding: z.string(),
  delimiter: z.string(),
  headerLine: z.number().nullable(),
  rowCount: z.number(),
  rowCountIsExact: z.boolean(),
})

export const inspectAnswer = z.looseObject({
  file: fileAnswer,
  columns: z.array(
    z.looseObject({
      columnName: z.string(),
      looksLike: z.string(),
      blankShare: z.number(),
      examples: z.array(z.string()),
    }),
  ),
})

const columnAnswer = z.looseObject({
  index: z.number(),
  columnName: z.string(),
  objectTypeId: z.string().nullable(),
  propertyName: z.string().nullable(),
  propertyLabel: z.string().nullable(),
  columnType: z.string().optional(),
  confidence: z.number(),
  reason: z.string(),
})

export const mappingAnswer = z.looseObject({
  planId: z.string(),
  files: z.array(fileAnswer.extend({ columns: z.array(columnAnswer) })),
  dateFormat: z.looseObject({ value: z.string(), certain: z.boolean(), evidence: z.string() }),
  questions: z.array(z.string()),
  definitions: z.string(),
})

export const revisionAnswer = z.looseObject({ changed: z.array(z.string()) })

const findingAnswer = z.looseObject({
  errorType: z.string(),
  severity: z.string(),
  outcome: z.string().nullable(),
  columnName: z.string().nullable(),
  columnIndex: z.number().nullable(),
  count: z.number(),
  message: z.string(),
  fix: z.string(),
  examples: z.array(z.looseObject({ line: z.number(), value: z.string() })),
  repair: z
    .looseObject({
      name: z.string(),
      count: z.number(),
      examples: z.array(z.looseObject({ line: z.number(), before: z.string(), after: z.string() })),
    })
    .optional(),
})

export const checkAnswer = z.looseObject({
  planId: z.string(),
  ready: z.boolean(),
  rows: z.number(),
  rowsLost: z.number(),
  valuesLost: z.number(),
  associationsLost: z.number(),
  findings: z.array(findingAnswer),
  findingsLeftOut: z.number(),
  onlyHubSpotKnows: z.array(z.string()),
})

export const startAnswer = z.looseObject({
  outcome: z.string(),
  imports: z.array(z.looseObject({ importId: z.string().nullable(), importName: z.string(), rows: z.number() })),
})

export const importAnswer = z.looseObject({
  importId: z.string().nullable(),
  state: z.string(),
  finished: z.boolean(),
  records: z.looseObject({ created: z.number(), updated: z.number() }),
  rows: z.looseObject({ total: z.number().nullable(), lost: z.number().nullable() }),
  valuesLost: z.number().nullable(),
  errors: z.number(),
})

export const errorsAnswer = z.looseObject({
  total: z.number(),
  complete: z.boolean(),
  groups: z.array(
    z.looseObject({
      errorType: z.string(),
      columnName: z.string().nullable(),
      count: z.number(),
      outcome: z.string(),
      examples: z.array(z.looseObject({ line: z.number().nullable(), value: z.string().nullable() })),
    }),
  ),
})

export const failedRowsAnswer = z.looseObject({
  planId: z.string(),
  files: z.array(z.looseObject({ path: z.string(), rows: z.number(), cellsRepaired: z.number() })),
  rowsStillFailing: z.number(),
})

export const connectionAnswer = z.looseObject({
  environment: z.string(),
  connected: z.boolean(),
  portalId: z.number().nullable(),
  accountType: z.string().nullable(),
  credential: z.string(),
  apiVersion: z.string(),
  scopes: z.array(z.looseObject({ scope: z.string(), granted: z.boolean(), neededFor: z.string() })).nullable(),
  allowedFolders: z.array(z.string()),
})

const labelAnswer = z.looseObject({ typeId: z.number(), category: z.string(), label: z.string().nullable() })

export const labelsAnswer = z.looseObject({ labels: z.array(labelAnswer), inverse: z.array(labelAnswer) })
export const newLabelAnswer = z.looseObject({ forward: labelAnswer, inverse: labelAnswer })
export const deletedLabelAnswer = z.looseObject({ deleted: labelAnswer, partner: labelAnswer.nullable() })
export const limitsAnswer = z.looseObject({
  configurations: z.array(
    z.looseObject({
      typeId: z.number(),
      label: z.string().nullable(),
      userEnforcedMaxToObjectIds: z.number().nullable(),
    }),
  ),
})
export const limitsChangeAnswer = z.looseObject({
  complete: z.boolean(),
  inputs: z.array(z.looseObject({ typeId: z.number(), userEnforcedMaxToObjectIds: z.number().nullable() })),
})

export const propertiesAnswer = z.looseObject({
  total: z.number(),
  properties: z.array(
    z.looseObject({ name: z.string(), label: z.string(), type: z.string(), options: z.array(z.string()).optional() }),
  ),
})

export const importsAnswer = z.looseObject({
  imports: z.array(
    z.looseObject({
      importId: z.string(),
      importName: z.string().nullable(),
      state: z.string(),
      rows: z.number().nullable(),
      errors: z.number(),
    }),
  ),
})

export type MappingAnswer = z.infer<typeof mappingAnswer>
export type MappedColumn = z.infer<typeof columnAnswer>
export type CheckAnswer = z.infer<typeof checkAnswer>
export type FindingAnswer = z.infer<typeof findingAnswer>
export type FileAnswer = z.infer<typeof fileAnswer>
export type ConnectionAnswer = z.infer<typeof connectionAnswer>
export type ImportAnswer = z.infer<typeof importAnswer>
