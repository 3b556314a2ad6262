/** What a cell looks like, as far as it tells a header from data. */
export type ValueKind = 'blank' | 'email' | 'url' | 'date' | 'number' | 'phone' | 'code' | 'text'

const EMAIL = /^[^\s@,;<>]{1,64}@[^\s@,;<>]{1,190}\.[^\s@,;<>.]{2,24}$/
const URL = /^(?:https?:\/\/|www\.)\S+$/i
const DATE = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T\s,]\s?\d{1,2}:\d{2}.{0,16})?$/
const NUMBER = /^[-+(]?\s?(?:[$€£¥]|[A-Z]{3}\s)?\s?[-+]?\d[\d.,' ]*\)?\s?(?:%|[$€£¥]|[A-Z]{3})?$/
const PHONE = /^[+(]?\d[\d\s().\-/x]{5,24}$/
/** One word of letters and digits with at least two digits: an id, a postal code, a tax number. */
const CODE = /^(?=(?:\D*\d){2})[\p{L}\d][\p{L}\d\-_./]*$/u

export function valueKind(cell: string): ValueKind {
  // Nothing longer is any of these, and the patterns stay cheap on hostile text.
  const value = cell.trim()
  if (value === '') return 'blank'
  if (value.length > 300) return 'text'
  if (EMAIL.test(value)) return 'email'
  if (URL.test(value)) return 'url'
  if (DATE.test(value)) return 'date'
  if (NUMBER.test(value)) return 'number'
  if (PHONE.test(value)) return 'phone'
  return CODE.test(value) ? 'code' : 'text'
}
