import type { Candidate } from '../candidates/candidate.ts'
import type { ColumnProfile } from '../values/column-profile.ts'

const FIRM_OR_PERSON: ReadonlySet<string> = new Set(['customer_name', 'full_name'])
const MIN_VALUES = 3
const FEW = 0.2
const LATIN = /^\p{Script=Latin}/u

/** "Customer" with Tesla, Shell, Nestle: nothing says firm, and nothing says person. */
export const namesNobody = (
  { known, reading, label }: Pick<Candidate, 'known' | 'reading' | 'label'>,
  profile: ColumnProfile,
): boolean =>
  known.objectTypeId === '0-1' &&
  known.property.name === 'firstname' &&
  label === undefined &&
  FIRM_OR_PERSON.has(reading?.concept ?? '') &&
  profile.values.length >= MIN_VALUES &&
  profile.values.every((value) => LATIN.test(value)) &&
  profile.share('fewWords') < FEW &&
  profile.share('firstName') + profile.share('lastName') < FEW
