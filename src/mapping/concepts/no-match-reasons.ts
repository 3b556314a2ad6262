/** Why a meaning has no place in HubSpot, for the person who wonders why a column is left out. */
export const NO_MATCH_REASONS: Readonly<Record<string, string>> = {
  account_number: 'a number of another system; HubSpot has no property for it',
  balance: 'an account balance; HubSpot has no property for it',
  bank: 'bank or card data; it does not belong into the CRM',
  cancelled: 'a mark of a cancelled order',
  counted: 'HubSpot counts this itself',
  created_at: 'HubSpot sets the create date of such records itself',
  created_by: 'who made the record; HubSpot sets this itself',
  customer_number: 'a number of another system; HubSpot has no property for it',
  customer_type: 'a grouping of its own; it needs a property of its own',
  display_name: 'it repeats the name that other columns hold in parts',
  do_not_contact: 'consent is not a property that an import can write',
  email_status: 'something about an e-mail address, not the address',
  external_id: 'an id of another system; HubSpot gives its own',
  flag: 'a yes-or-no mark; it needs a property of its own',
  id: 'an id of another system; HubSpot gives its own',
  invoice: 'about an invoice; HubSpot has no property for it here',
  ip_address: 'technical data of a visit',
  last_activity: 'HubSpot counts activities itself',
  last_purchase: 'a purchase or gift, which HubSpot does not count; it needs a property of its own',
  lead_score: 'a score or rating; it needs a property of its own',
  lists: 'a list or group; HubSpot makes lists, it does not import them as a property',
  marketing_consent: 'a consent or a subscription; HubSpot keeps these outside its properties',
  middle_name: 'HubSpot has no middle name',
  order: 'about an order; HubSpot has no property for it here',
  owner_id: 'a user id of another system; HubSpot needs the name or e-mail address of the owner',
  password: 'a secret; it does not belong into the CRM',
  payment_method: 'about a payment; HubSpot has no property for it here',
  related_person: 'about another person than the record',
  segment: 'a grouping of its own; it needs a property of its own',
  shipping: 'about a delivery; HubSpot keeps one address',
  stock: 'a stock figure; HubSpot has no property for it',
  tags: 'tags; HubSpot has no property for them',
  tax_id: 'a tax number; it needs a property of its own',
  total_spent: 'a total that HubSpot would calculate itself',
  updated_at: 'HubSpot sets the date of the last change itself',
}

export const UNKNOWN_MEANING = 'no property of HubSpot has this meaning'
export const UNSURE = 'not sure enough'
export const WITHOUT_COMPANY = 'a figure of a company, and no column names one'

/** Whether a column that is out for this reason could go into a property made for it. */
export const isWorthAProperty = (reason: string): boolean =>
  reason === UNKNOWN_MEANING ||
  reason === WITHOUT_COMPANY ||
  reason.startsWith(UNSURE) ||
  reason.endsWith('needs a property of its own')
