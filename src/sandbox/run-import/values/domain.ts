import type { Problem } from './problem.ts'

const NOT_A_DOMAIN: Problem = {
  errorType: 'INVALID_DOMAIN',
  message: 'The text is not a domain name such as example.com.',
}

const DOMAIN =
  /^(?:[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?:[\p{L}\p{M}]{2,63}|xn--[a-z0-9-]{1,59})$/iu

/** The bare domain, stored in lower case. A scheme, a path, spaces or a missing suffix are refused. */
export const readDomain = (text: string): string | Problem => (isDomain(text) ? text.toLowerCase() : NOT_A_DOMAIN)

/** Letters and digits of any script; at most 63 characters between two points and 253 in all. */
export const isDomain = (text: string): boolean => text.length <= 253 && DOMAIN.test(text)
