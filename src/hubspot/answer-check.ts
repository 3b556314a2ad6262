import { UsageError } from '../errors.ts'
import type { Log } from '../log.ts'
import { safeText } from '../safe-text.ts'
import type { Answer, AnswerCheck } from './answer.ts'
import { hubspotAnswer } from './answer-error.ts'
import { type Deviation, deviations } from './deviations.ts'

/** More different warnings than these are not told. */
const MOST_WARNINGS = 100

export interface AnswerCheckOptions {
  /** Warn of values that HubSpot does not document, once for each field. */
  validation: boolean
  /** false: refuse a read in which a known field is missing, null or of another kind. */
  laxDataBinding: boolean
  log: Log
}

/**
 * How strictly answers are taken beyond what this program needs of them; that is always asked for. The answer to a
 * write is never refused here: HubSpot has done it, and an error would say that nobody knows.
 */
export function createAnswerCheck({ validation, laxDataBinding, log }: AnswerCheckOptions): AnswerCheck {
  const warned = new Set<string>()
  const warn = ({ field, says }: Deviation, what: string) => {
    if (warned.has(field) || warned.size >= MOST_WARNINGS) return
    warned.add(field)
    log('warn', 'HubSpot answered a value that it does not document', { asked: what, field, says })
  }
  return (schema, answer, { what, written }) => {
    if (!validation && laxDataBinding) return
    const found = deviations(schema, answer.json)
    const unbound = found.filter(({ kind }) => kind === 'binding')
    if (!laxDataBinding && !written && unbound.length > 0) throw refused(answer, what, unbound)
    if (validation) for (const one of found) if (one.kind === 'value') warn(one, what)
  }
}

function refused(answer: Answer, what: string, found: readonly Deviation[]): UsageError {
  const wrong = found.slice(0, 3).map(({ field, says }) => `${safeText(field, 80)} ${says}`)
  return new UsageError(
    'hubspot_bad_response',
    `HubSpot answered ${what} with ${answer.status}, but ${wrong.join('; ')}.`,
    'Answers are taken strictly: leave out --no-lax-data-binding to read such fields as absent.',
    { hubspot: hubspotAnswer(answer) },
  )
}
