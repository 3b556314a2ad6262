import type { Role } from '../concepts/concept.ts'

/** Which objects the rows of a file hold. */
export interface FileRoles {
  /** What a row is, first of all. */
  primary: Role
  /** Objects a column may belong to. */
  available: ReadonlySet<Role>
  /** Orders or invoices: the buyer is a contact, the order a deal, its lines are line items. */
  isOrder: boolean
  /** Rows hold a company of their own, not just its name beside a person. */
  hasCompany: boolean
  /** A company is at least named. */
  namesCompany: boolean
}

export interface RoleEvidence {
  votes: ReadonlyMap<Role, number>
  /** How often each concept is a header's meaning. */
  concepts: ReadonlyMap<string, readonly number[]>
  /** Columns that speak of the company alone: "Company City", "Employees". */
  companyColumns: number
  /** The objects the person named; empty: any. */
  wanted: readonly Role[]
}

/** Files of these hold the others as companions, so their votes count more. */
const PRECEDENCE: Partial<Record<Role, number>> = { deal: 1.3, ticket: 1.4, product: 1.2, task: 1.2, line_item: 0.6 }

const ORDER_CONCEPTS = [
  'order_number',
  'invoice_number',
  'order',
  'invoice',
  'shipping',
  'payment_method',
  'coupon',
  'order_date',
  'total',
  'tax',
]
const MIN_ORDER = 3
const LINE_CONCEPTS = ['product_name', 'quantity', 'sku', 'price']

export function rolesOf(evidence: RoleEvidence): FileRoles {
  const roles = guessRoles(evidence)
  const [first] = evidence.wanted
  if (first === undefined) return roles
  const primary = evidence.wanted.includes(roles.primary) ? roles.primary : first
  return { ...roles, primary, available: new Set(evidence.wanted), hasCompany: evidence.wanted.includes('company') }
}

function guessRoles({ votes, concepts, companyColumns }: RoleEvidence): FileRoles {
  const vote = (role: Role): number => votes.get(role) ?? 0
  const primary = loudest(votes)
  const isOrder =
    ORDER_CONCEPTS.filter((concept) => concepts.has(concept)).length >= MIN_ORDER &&
    (primary === 'contact' ||
      primary === 'company' ||
      primary === 'deal' ||
      primary === 'product' ||
      primary === 'line_item')
  const hasCompany =
    primary === 'company' || companyColumns >= (primary === 'product' ? 3 : 2) || concepts.has('domain')
  const available = new Set<Role>([primary])
  if (vote('contact') >= 0.8 || isOrder) available.add('contact')
  if (
    hasCompany ||
    (primary !== 'contact' && (concepts.has('company_name') || concepts.has('account'))) ||
    companyColumns >= (primary === 'product' ? 3 : 1)
  )
    available.add('company')
  if (isOrder || vote('deal') >= 2) available.add('deal')
  if (vote('ticket') >= 2.5) available.add('ticket')
  if (vote('product') >= 2 && !isOrder) available.add('product')
  if (isOrder || primary === 'deal') {
    if (LINE_CONCEPTS.some((concept) => concepts.has(concept))) available.add('line_item')
  }
  for (const role of ['call', 'meeting', 'task', 'note'] as const) if (vote(role) >= 1.5) available.add(role)
  return {
    primary: isOrder && primary !== 'deal' ? 'contact' : primary,
    available,
    isOrder,
    hasCompany,
    namesCompany: hasCompany || companyColumns > 0 || concepts.has('company_name') || concepts.has('account'),
  }
}

function loudest(votes: ReadonlyMap<Role, number>): Role {
  const [first] = [...votes]
    .map(([role, vote]) => ({ role, weight: vote * (PRECEDENCE[role] ?? 1) }))
    .sort((left, right) => right.weight - left.weight)
  return first === undefined || first.weight === 0 ? 'contact' : first.role
}

/** Properties that a person's row has only because of the company. */
const COMPANY_MATTERS = new Set([
  'account',
  'company_name',
  'employees',
  'revenue',
  'industry',
  'company_description',
  'facebook',
  'company_type',
])

/** How naturally a column of this meaning belongs to the role in such a file: 1 best, 0 not at all. */
export function roleFit(
  concept: string,
  role: Role,
  { roles, targets }: { roles: FileRoles; targets: readonly Role[] },
): number {
  const ranked = preference(concept, roles).filter((other) => targets.includes(other) && roles.available.has(other))
  const rank = ranked.indexOf(role)
  return [1, 0.5, 0.3][rank] ?? (rank === -1 ? 0 : 0.2)
}

const LINES_FIRST: readonly Role[] = ['line_item', 'product']
const DEFAULT_ORDER: readonly Role[] = [
  'contact',
  'company',
  'deal',
  'ticket',
  'product',
  'line_item',
  'task',
  'call',
  'meeting',
  'note',
]
const PRODUCT_MATTERS = new Set(['price', 'sku', 'product_name', 'quantity', 'discount', 'cost', 'discount_percent'])

function preference(concept: string, roles: FileRoles): readonly Role[] {
  if (PRODUCT_MATTERS.has(concept) && roles.primary !== 'product') return [...LINES_FIRST, ...DEFAULT_ORDER]
  if (COMPANY_MATTERS.has(concept) && roles.hasCompany) return ['company', ...DEFAULT_ORDER]
  if (COMPANY_MATTERS.has(concept) && roles.primary !== 'contact' && !roles.isOrder)
    return ['company', ...DEFAULT_ORDER]
  return [roles.primary, ...DEFAULT_ORDER.filter((role) => role !== roles.primary)]
}
