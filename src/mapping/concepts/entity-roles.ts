import type { Role } from './concept.ts'

/** Which objects a word in a header may stand for, and how surely: "customer" is a person here, a firm there. */
export const ENTITY_ROLES: Readonly<Record<string, Partial<Record<Role, number>>>> = {
  account: { company: 1 },
  activity: { call: 0.6, meeting: 0.6, task: 0.6, note: 0.4 },
  call: { call: 1, meeting: 0.3 },
  company: { company: 1 },
  contact: { contact: 1 },
  customer: { contact: 0.7, company: 0.6 },
  deal: { deal: 1 },
  invoice: { deal: 0.3 },
  line_item: { line_item: 1, product: 0.7 },
  meeting: { meeting: 1, call: 0.3 },
  note: { note: 1 },
  order: { deal: 0.5 },
  product: { product: 1, line_item: 0.8 },
  task: { task: 1 },
  ticket: { ticket: 1 },
}
