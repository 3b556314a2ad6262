import { isDomainName, isEmailAddress } from '../preflight/email-address.ts'
import { withoutPlainSpace } from '../preflight/plain-space.ts'
import { trim } from './trim.ts'

/** More than an address with a name around it; what is longer is a text. */
const LONGEST = 1_000

const OPENING = /^[\s<([{"'\u201c\u2018,;:]+/
const CLOSING = /[\s>)\]}"'\u201d\u2019,;.:]+$/
const IN_BRACKETS = /^[^<>@]*<([^<>]+)>[\s,;.]*$/

/** The one address in the cell; a cell with none, with several or with one that is valid as it is stays. */
export function cleanEmail(value: string): string {
  const text = trim(value)
  if (text.length > LONGEST || text.split('@').length !== 2 || isEmailAddress(withoutPlainSpace(value))) return value
  const bare = bareAddress(IN_BRACKETS.exec(text)?.[1] ?? text)
  return isEmailAddress(bare) ? bare : value
}

const bareAddress = (text: string): string =>
  text
    .replace(OPENING, '')
    .replace(CLOSING, '')
    .replace(/^mailto:\s*/i, '')
    .replace(/\?(?:subject|body|cc|bcc)=.*$/is, '')

const WEB_ADDRESS = /^(?:https?:)?\/\/([^/?#\s@:]+)(?::\d+)?(?:[/?#][^\s,;|]*)?$/i
const WITH_PATH = /^([^/?#\s@:]+)[/?#]([^\s,;|]*)$/

/** The host of a web address, as written; anything else that is not a bare domain stays as it is. */
export function cleanDomain(value: string): string {
  const text = trim(value)
  if (text.length > LONGEST || isDomainName(withoutPlainSpace(value))) return value
  const bare = (WEB_ADDRESS.exec(text)?.[1] ?? hostBeforePath(text) ?? text).replace(/\.$/, '')
  return isDomainName(bare) ? bare : value
}

/** acme.com/about; "acme.com/beta.com" may as well be two domains. */
function hostBeforePath(text: string): string | undefined {
  const [, host, path = ''] = WITH_PATH.exec(text) ?? []
  return isDomainName(path) ? undefined : host
}
