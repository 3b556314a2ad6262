const LONGEST = 254
const LONGEST_LOCAL_PART = 64
const LONGEST_DOMAIN = 253

const ascii = patterns('A-Za-z0-9', 'A-Za-z', '')
const anyScript = patterns('\\p{L}\\p{M}\\p{N}', '\\p{L}\\p{M}', 'u')

/** One bare address with a dotted domain; letters of any script count. */
export function isEmailAddress(text: string): boolean {
  if (text.length > LONGEST || text.indexOf('@') > LONGEST_LOCAL_PART) return false
  return ascii.address.test(text) || (isBeyondAscii(text) && anyScript.address.test(text))
}

/** A bare domain with a suffix: no scheme, path, port or space. */
export function isDomainName(text: string): boolean {
  if (text.length > LONGEST_DOMAIN) return false
  return ascii.domain.test(text) || (isBeyondAscii(text) && anyScript.domain.test(text))
}

function patterns(word: string, letter: string, flags: string): { address: RegExp; domain: RegExp } {
  const atom = `[${word}!#$%&'*+/=?^_\`\\{\\|\\}~\\-]+`
  const label = `[${word}](?:[${word}\\-]{0,61}[${word}])?`
  const domain = `(?:${label}\\.)+(?:[${letter}]{2,63}|[Xx][Nn]--[A-Za-z0-9\\-]{1,59})`
  return {
    address: new RegExp(`^${atom}(?:\\.${atom})*@${domain}$`, flags),
    domain: new RegExp(`^${domain}$`, flags),
  }
}

function isBeyondAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return true
  return false
}
