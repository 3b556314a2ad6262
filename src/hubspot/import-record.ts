import { z } from 'zod'
import { documentedAs, documentedId, documentedTime } from './documented.ts'
import { IMPORT_ERROR_TYPES } from './import-error-types.ts'
import { lenient } from './lenient.ts'

/** STARTED → PROCESSING → DONE; DEFERRED waits for a place; DONE does not mean success. Open: unknown states pass. */
export const FINISHED_STATES = ['DONE', 'FAILED', 'CANCELED', 'REVERTED'] as const

export const IMPORT_STATES: readonly string[] = ['STARTED', 'PROCESSING', 'DEFERRED', ...FINISHED_STATES]
const SOURCES = ['API', 'CRM_UI', 'IMPORT', 'MOBILE_ANDROID', 'MOBILE_IOS', 'SALESFORCE']

/** `ImportResponse`: one import as HubSpot tells it. `updatedAt` is the time of the read, never a mark of progress. */
export const importRecord = z.looseObject({
  id: documentedId(),
  state: documentedAs('a state of imports', IMPORT_STATES),
  createdAt: documentedTime(),
  updatedAt: documentedTime(),
  optOutImport: lenient(z.boolean()),
  importName: lenient(z.string()),
  importSource: lenient(documentedAs('a source of imports', SOURCES)),
  importRequestJson: lenient(z.looseObject({})),
  importTemplate: lenient(z.looseObject({})),
  mappedObjectTypeIds: z.array(z.string()).default([]),
  metadata: z
    .looseObject({
      /** Only counters above zero are there. */
      counters: z.record(z.string(), z.number()).default({}),
      fileIds: z.array(z.coerce.string()).default([]),
      objectLists: z.array(z.looseObject({ listId: z.coerce.string(), objectType: z.string() })).default([]),
    })
    .default({ counters: {}, fileIds: [], objectLists: [] }),
})

const ERROR_TYPES = IMPORT_ERROR_TYPES.map(({ errorType }) => errorType)

/** One import error. Everything HubSpot marks nullable or that was seen missing is optional. */
export const importErrorRecord = z.looseObject({
  id: z.string(),
  createdAt: lenient(z.number()),
  errorType: documentedAs('a known errorType', ERROR_TYPES),
  /** null unless asked for with includeErrorMessage. */
  errorMessage: z.string().nullish(),
  /** Internal name of the property concerned, for the one kind that was recorded. */
  extraContext: z.string().nullish(),
  invalidValue: z.string().nullish(),
  invalidValueToDisplay: z.string().nullish(),
  /** 0-based column of the uploaded file. */
  knownColumnNumber: z.number().nullish(),
  objectType: z.string().nullish(),
  objectTypeId: z.string().nullish(),
  sourceData: z.looseObject({
    fileId: z.coerce.string(),
    /** 1-based with the header, so the first data row is 2; 0 for an error of the whole file. */
    lineNumber: z.number(),
    rowData: z.array(z.string().nullable()).default([]),
    pageName: z.string().nullish(),
    containsEncryptedProperties: lenient(z.boolean()),
  }),
})

/** State of the cancel action, not of the import: read the import again for its state. */
export const actionResponse = z.looseObject({
  status: z.string(),
  startedAt: z.string().optional(),
  completedAt: z.string().optional(),
  requestedAt: z.string().optional(),
})

export type ImportRecord = z.infer<typeof importRecord>
export type ImportErrorRecord = z.infer<typeof importErrorRecord>
export type ActionResponse = z.infer<typeof actionResponse>
