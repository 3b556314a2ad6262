/** A property by whose values records of an object are looked up; `hs_object_id`: by their ids. */
export interface LookupTarget {
  objectTypeId: string
  propertyName: string
  /** Records can be read by it. Otherwise they are searched, which is slower and may find several for one value. */
  isUnique: boolean
  /** E-mail addresses and domains are the same in capital and small letters. */
  ignoresCase: boolean
}

/** One record that a row names. The key is spelled as HubSpot stores it. */
export interface RecordKey {
  target: LookupTarget
  key: string
}

/** A contact is found by its other addresses too, and keeps its first one then. */
export const OTHER_EMAILS = 'hs_additional_emails'

export const targetName = ({
  objectTypeId,
  propertyName,
}: Pick<LookupTarget, 'objectTypeId' | 'propertyName'>): string => `${objectTypeId} ${propertyName}`

/** A value of the account in the spelling of the keys. */
export const keyOfValue = ({ ignoresCase }: LookupTarget, value: string): string =>
  ignoresCase ? value.toLowerCase() : value
