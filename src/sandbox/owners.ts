import type { Owner } from './store.ts'

/** Two of them share a name, as in real accounts: an owner cell with that name fits more than one user. */
export const OWNERS: readonly Owner[] = [
  { id: '41629779', email: 'anna.keller@example.com', firstName: 'Anna', lastName: 'Keller' },
  { id: '41629780', email: 'james.okafor@example.com', firstName: 'James', lastName: 'Okafor' },
  { id: '41629781', email: 'maria.garcia@example.com', firstName: 'Maria', lastName: 'Garcia' },
  { id: '41629782', email: 'm.garcia.sales@example.com', firstName: 'Maria', lastName: 'Garcia' },
  { id: '41629783', email: 'yuki.tanaka@example.com', firstName: 'Yuki', lastName: 'Tanaka' },
]
