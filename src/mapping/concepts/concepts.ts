import { COMPANY_CONCEPTS } from './company-concepts.ts'
import type { Concept } from './concept.ts'
import { GENERAL_CONCEPTS } from './general-concepts.ts'
import { ADDRESS_CONCEPTS, PERSON_CONCEPTS } from './person-concepts.ts'
import { ACTIVITY_CONCEPTS, PRODUCT_CONCEPTS, SALES_CONCEPTS, TICKET_CONCEPTS } from './sales-concepts.ts'

/** All meanings a header can have, by the keys of the word tables. */
export const CONCEPTS: ReadonlyMap<string, Concept> = new Map(
  Object.entries({
    ...PERSON_CONCEPTS,
    ...ADDRESS_CONCEPTS,
    ...COMPANY_CONCEPTS,
    ...SALES_CONCEPTS,
    ...TICKET_CONCEPTS,
    ...PRODUCT_CONCEPTS,
    ...ACTIVITY_CONCEPTS,
    ...GENERAL_CONCEPTS,
  }),
)
