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
  return files.filter((file) => isOptOutList(file)).map(({ fileName }) => question(named(fileName)))
}

function named(fileName: string): string {
  const shown = safeText(fileName, 60)
  return isSuspicious(shown) ? 'the file' : shown
}

const question = (name: string): string =>
  `Is ${name} a list of people who want no e-mail? An import here opts nobody out, and makes contacts of those who are none yet. HubSpot takes such a list on its own page only: Import, "An opt-out list".`

function isOptOutList({ fileName, columns }: FileProposal): boolean {
  const mapped = columns.flatMap(({ target }) => target ?? [])
  if (!mapped.some(({ propertyName }) => propertyName === 'email')) return false
  if (OPT_OUT.test(fileName)) return true
  return columns.some(isConsent) && mapped.every(({ propertyName }) => WHO.has(propertyName ?? ''))
}

/** In the languages in which such lists are exported most; "opted-out", "Unsubscribes 2026", "Abmeldungen". */
const OPT_OUT =
  /(?<!\p{L})(?:opt(?:ed)?[ _-]?outs?|unsubscri|suppress|do[ _-]?not[ _-]?(?:e-?mail|mail|contact)|abmeld|abgemeldet|d[ée]sabonn|d[ée]sinscri|disiscri|uitschrijv|uitgeschreven)/iu

const WHO: ReadonlySet<string> = new Set(['email', 'firstname', 'lastname'])

const isConsent = ({ reason }: ColumnProposal): boolean => CONSENT.has(reason)

const CONSENT: ReadonlySet<string | undefined> = new Set([
  NO_MATCH_REASONS.do_not_contact,
  NO_MATCH_REASONS.marketing_consent,
])
