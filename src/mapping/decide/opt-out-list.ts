import { safeText } from '../../safe-text.ts'
import { isSuspicious } from '../../suspicious-text.ts'
import { NO_MATCH_REASONS } from '../concepts/no-match-reasons.ts'
import type { ColumnProposal, FileProposal } from '../proposal.ts'

/**
 * A list of who wants no e-mail, by its file's name or because it says nothing else of people than their consent. The
 * imports API has no field that opts anybody out (HubSpot's own page has: "Import an opt-out list"), so these people
 * would be reached as before, and those who are in no list yet would become contacts.
 */
export function askOptOuts(files: readonly FileProposal[]): string[] {
  return ask(files.filter((file) => isNamedSo(file) || saysOnlyConsent(file)))
}

/** What is accepted of the columns for a next time does not hold for a file of another name. */
export const askNamedOptOuts = (files: readonly FileProposal[]): string[] => ask(files.filter(isNamedSo))

const ask = (files: readonly FileProposal[]): string[] => files.map(({ fileName }) => question(named(fileName)))

function named(fileName: string): string {
  const shown = safeText(fileName, 60)
  return isSuspicious(shown) ? 'the file' : shown
}

const question = (name: string): string =>
  `Is ${name} a list of people who want no e-mail? An import here opts nobody out, and makes contacts of those who are none yet. HubSpot takes such a list on its own page only: Import, "An opt-out list".`

const isNamedSo = ({ fileName, columns }: FileProposal): boolean => OPT_OUT.test(fileName) && hasEmail(columns)

const saysOnlyConsent = ({ columns }: FileProposal): boolean =>
  hasEmail(columns) &&
  columns.some(isConsent) &&
  columns.every(({ target }) => target === null || WHO.has(target.propertyName ?? ''))

const hasEmail = (columns: readonly ColumnProposal[]): boolean =>
  columns.some(({ target }) => target?.propertyName === 'email')

/** In the languages in which such lists are exported most; "opted-out", "Unsubscribes 2026", "Abmeldungen". */
const OPT_OUT =
  /(?<!\p{L})(?:opt(?:ed)?[ _-]?outs?|unsubscri|suppress|do[ _-]?not[ _-]?(?:e-?mail|mail|contact)|abmeld|abgemeldet|d[ée]sabonn|d[ée]sinscri|disiscri|uitschrijv|uitgeschreven)/iu

const WHO: ReadonlySet<string> = new Set(['email', 'firstname', 'lastname'])

const isConsent = ({ reason }: ColumnProposal): boolean => CONSENT.has(reason)

const CONSENT: ReadonlySet<string | undefined> = new Set([
  NO_MATCH_REASONS.do_not_contact,
  NO_MATCH_REASONS.marketing_consent,
])
