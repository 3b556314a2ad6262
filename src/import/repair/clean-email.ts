import { isDomainName, isEmailAddress } from '../preflight/email-address.ts'
import { trim } from './trim.ts'

const OPENING = /^[\s<([{"'\u201c\u2018,;.:]+/
const CLOSING = /[\s>)\]}"'\u201d\u2019,;.:]+$/
const IN_BRACKETS = /^[^<>@]*<([^<>]+)>[\s,;.]*$/

/** The one address in the cell; a cell with none or with several stays as it is. */
export function cleanEmail(value: string): string {
  const text = trim(value)
  const inBrackets = IN_BRACKETS.exec(text)?.[1]
  const bare = bareAddress(inBrackets ?? text)
  return isEmailAddress(bare) ? bare : value
}

const bareAddress = (text: string): string =>
  text
    .replace(OPENING, '')
    .replace(CLOSING, '')
    .replace(/^mailto:\s*/i, '')
    .replace(/\?(?:subject|body|cc|bcc)=.*$/is, '')

const WEB_ADDRESS = /^(?:https?:)?\/\/([^/?#\s@:]+)(?::\d+)?(?:[/?#].*)?$/is
const WITH_PATH = /^([^/?#\s@:]+)(?:[/?#].*)$/s

/** The host of a web address, as written; anything else that is not a bare domain stays as it is. */
export function cleanDomain(value: string): string {
  const text = trim(value)
  const host = WEB_ADDRESS.exec(text)?.[1] ?? WITH_PATH.exec(text)?.[1] ?? text
  const bare = host.replace(/\.$/, '')
  return isDomainName(bare) ? bare : value
}
