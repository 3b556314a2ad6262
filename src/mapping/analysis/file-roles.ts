import { ROLES, type Role } from '../concepts/concept.ts'
import { CONCEPTS } from '../concepts/concepts.ts'

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
  /** A column of customers' names holds firms. */
  namesFirms: boolean
  /** Qualifiers and objects that headers name. */
  named: ReadonlySet<string>
  /** The objects the person named; empty: any. */
  wanted: readonly Role[]
}

/** Files of these hold the others as companions, so their votes count more. */
const PRECEDENCE: Partial<Record<Role, number>> = {
  deal: 1.3,
  ticket: 1.4,
  product: 1.2,
  task: 1.2,
  meeting: 1.4,
  line_item: 0.6,
}

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
  'grand_total',
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

function guessRoles(evidence: RoleEvidence): FileRoles {
  const { votes, concepts, companyColumns } = evidence
  const loudestRole = loudest(votes)
  const primary = loudestRole === 'product' && isSold(concepts) ? 'line_item' : loudestRole
  const isOrder = mayBeOrder(primary, evidence) && orderMarks(evidence) >= MIN_ORDER
  // A product's brand or vendor is not yet a company of the CRM.
  const enough = primary === 'product' ? 3 : 2
  const hasCompany = primary === 'company' || companyColumns >= enough || concepts.has('domain')
  const hasCompanyName = concepts.has('company_name') || concepts.has('account')
  const isCompanyBeside =
    evidence.namesFirms ||
    companyColumns >= enough - 1 ||
    (hasCompanyName && primary !== 'contact' && primary !== 'product')
  const facts = { votes, concepts, primary, isOrder, isCompanyBeside: hasCompany || isCompanyBeside }
  return {
    primary: isOrder && primary !== 'deal' ? 'contact' : primary,
    available: new Set([primary, ...ROLES.filter((role) => AVAILABLE[role](facts))]),
    isOrder,
    hasCompany,
    namesCompany: hasCompany || companyColumns > 0 || hasCompanyName,
  }
}

/** Different signs that a row is an order; 0 without its number, date or lines. */
function orderMarks({ concepts, named }: RoleEvidence): number {
  const isOrder = countOf(ORDER_CORE, concepts) > 0 || named.has('line_item')
  const hasLines = countOf(LINE_CONCEPTS, concepts) > 0 ? 1 : 0
  return isOrder
    ? countOf(ORDER_CONCEPTS, concepts) + ORDER_WORDS.filter((word) => named.has(word)).length + hasLines
    : 0
}

const ORDER_CORE = ['order_number', 'invoice_number', 'order_date']
const ORDER_WORDS = ['line_item', 'shipping']

const ORDER_OBJECTS: ReadonlySet<Role> = new Set(['contact', 'company', 'deal'])

const BUYERS = ['email', 'customer_name', 'full_name', 'first_name']

/** A list of products is an order only when somebody bought them. */
const mayBeOrder = (primary: Role, { concepts, named }: RoleEvidence): boolean =>
  ORDER_OBJECTS.has(primary) ||
  ((primary === 'product' || primary === 'line_item') &&
    (BUYERS.some((concept) => concepts.has(concept)) || named.has('line_item')))

/** A catalogue has no customers: who has how many of a product is a line of an order or a contract. */
const isSold = (concepts: ReadonlyMap<string, unknown>): boolean =>
  concepts.has('quantity') && [...BUYERS, ...SALES].some((concept) => concepts.has(concept))

/** Not the mere name of a firm: a stock list has its suppliers. */
const SALES = ['account', 'deal_name', 'order_number', 'invoice_number', 'billing_start']

const countOf = (wanted: readonly string[], concepts: ReadonlyMap<string, unknown>): number =>
  wanted.filter((concept) => concepts.has(concept)).length

interface RoleFacts {
  votes: ReadonlyMap<Role, number>
  concepts: ReadonlyMap<string, unknown>
  primary: Role
  isOrder: boolean
  isCompanyBeside: boolean
}

const votesAtLeast =
  (role: Role, enough: number) =>
  ({ votes }: RoleFacts): boolean =>
    (votes.get(role) ?? 0) >= enough

/** When a file may hold such an object besides its main one. */
const AVAILABLE: Readonly<Record<Role, (facts: RoleFacts) => boolean>> = {
  contact: (facts) => facts.isOrder || votesAtLeast('contact', 0.8)(facts),
  company: (facts) => facts.isCompanyBeside,
  deal: (facts) => facts.isOrder || votesAtLeast('deal', 2)(facts),
  ticket: votesAtLeast('ticket', 2.5),
  product: (facts) => !facts.isOrder && votesAtLeast('product', 2)(facts),
  line_item: ({ isOrder, primary, concepts }) =>
    (isOrder || primary === 'deal') && countOf(LINE_CONCEPTS, concepts) > 0,
  note: votesAtLeast('note', 1.5),
  call: votesAtLeast('call', 1.5),
  meeting: votesAtLeast('meeting', 1.5),
  task: votesAtLeast('task', 1.5),
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
  if (OF_THE_ROWS.has(concept) && PEOPLE_AND_FIRMS.has(roles.primary)) return 0.2
  if (TERMS.has(concept) && role === 'line_item' && roles.primary !== 'line_item') return 0.2
  const ranked = preference(concept, roles).filter((other) => targets.includes(other) && roles.available.has(other))
  const rank = ranked.indexOf(role)
  if (rank === 0 && role === 'contact' && roles.primary === 'company' && !speaksOfPeople(concept)) return 0.6
  return [1, 0.5, 0.3][rank] ?? (rank === -1 ? 0 : 0.2)
}

/** Of people and firms no import can write when they were made; it is not when their deal was. */
const OF_THE_ROWS = new Set(['created_at'])
const PEOPLE_AND_FIRMS: ReadonlySet<Role> = new Set(['contact', 'company'])

/** "Valid until" of a quote or contract is not when a line of it is billed for the last time. */
const TERMS = new Set(['end_date', 'start_date'])

/** A list of companies may name a person, but its language or department is rarely that person's. */
const speaksOfPeople = (concept: string): boolean => (CONCEPTS.get(concept)?.votes?.contact ?? 0) > 0

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
/** What an order's rows call, or say of, the things that were ordered. */
const LINES_OF_ORDERS = new Set(['caption', 'description'])
const PRODUCT_MATTERS = new Set(['price', 'sku', 'product_name', 'quantity', 'discount', 'cost', 'discount_percent'])

function preference(concept: string, roles: FileRoles): readonly Role[] {
  if (LINES_OF_ORDERS.has(concept) && roles.isOrder) return [...LINES_FIRST, ...DEFAULT_ORDER]
  if (PRODUCT_MATTERS.has(concept) && roles.primary !== 'product') return [...LINES_FIRST, ...DEFAULT_ORDER]
  if (COMPANY_MATTERS.has(concept) && roles.hasCompany) return ['company', ...DEFAULT_ORDER]
  if (COMPANY_MATTERS.has(concept) && roles.primary !== 'contact' && !roles.isOrder)
    return ['company', ...DEFAULT_ORDER]
  return [roles.primary, ...DEFAULT_ORDER.filter((role) => role !== roles.primary)]
}
