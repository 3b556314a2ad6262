/** What goes wrong with the requests it fits. Several marks of one rule all apply. */
export interface FaultRule {
  /** Any method when left out. */
  method?: string
  /** The whole path, where * stands for anything, or an expression. Any path when left out. */
  path?: string | RegExp
  /** How many fitting requests it concerns. Default 1. */
  times?: number
  /** So many fitting requests pass before it begins. Default 0. */
  skip?: number
  /** The request is carried out first; then its answer is late, replaced or lost. */
  after?: boolean
  /** The whole request is taken and then forgotten; without it a fault is met before the body. */
  takeBody?: boolean
  /** Waits before anything else, with `after` before the answer, in real milliseconds. */
  delayMs?: number
  /** Takes the request body at this speed. */
  bytesPerSecond?: number
  /** Answers with this; an object is sent as JSON, a text as HTML. */
  status?: number
  body?: unknown
  headers?: Readonly<Record<string, string>>
  /** Destroys the connection without an answer. */
  reset?: boolean
}

export interface Fault {
  /** How many requests it has met. */
  hits(): number
  remove(): void
}

/** Switches that make the sandbox misbehave. Without a rule nothing is different. */
export interface Faults {
  add(rule: FaultRule): Fault
  clear(): void
}

export interface FaultBox extends Faults {
  /** The rule for this request, which is used up by asking. */
  take(method: string, path: string): FaultRule | undefined
}

interface ActiveFault {
  rule: FaultRule
  seen: number
  hits: number
}

export function createFaults(): FaultBox {
  let active: ActiveFault[] = []
  return {
    add(rule) {
      const fault = { rule, seen: 0, hits: 0 }
      active.push(fault)
      return {
        hits: () => fault.hits,
        remove: () => {
          active = active.filter((other) => other !== fault)
        },
      }
    },
    clear: () => {
      active = []
    },
    take(method, path) {
      for (const fault of active.filter(({ rule }) => fits(rule, method, path))) {
        fault.seen += 1
        const { skip = 0, times = 1 } = fault.rule
        if (fault.seen <= skip || fault.hits >= times) continue
        fault.hits += 1
        return fault.rule
      }
      return undefined
    },
  }
}

function fits(rule: FaultRule, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false
  if (rule.path === undefined) return true
  const pattern = typeof rule.path === 'string' ? globOf(rule.path) : rule.path
  return pattern.test(path)
}

function globOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}/?$`)
}
