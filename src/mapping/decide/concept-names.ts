/** What to call a concept in a sentence, where its id with spaces would not do. */
const NAMES: Readonly<Record<string, string>> = {
  account: 'account name',
  city_zip: 'postal code and city',
  courtesy_title: 'form of address',
  customer_firm: 'customer company',
  email: 'e-mail address',
  employees: 'number of employees',
  facebook: 'Facebook page',
  instagram: 'Instagram account',
  linkedin: 'LinkedIn address',
  linkedin_bio: 'LinkedIn profile',
  locality: 'town',
  mobile: 'mobile phone',
  office_phone: 'office phone',
  phone: 'phone number',
  salutation: 'form of address',
  sku: 'SKU',
  street: 'street address',
  street_1: 'street address',
  timezone: 'time zone',
  twitter: 'Twitter account',
  url: 'web address',
  whatsapp: 'WhatsApp number',
  work_email: 'work e-mail address',
  zip: 'postal code',
}

export const conceptName = (id: string): string => NAMES[id] ?? id.replaceAll('_', ' ')
