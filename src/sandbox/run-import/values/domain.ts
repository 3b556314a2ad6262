import type { Problem } from './problem.ts'

const NOT_A_DOMAIN: Problem = {
  errorType: 'INVALID_DOMAIN',
  message: 'The text is not a domain name such as example.com.',
}

const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?:\p{L}{2,63}|xn--[a-z0-9-]+)$/iu

/** The bare domain, stored in lower case. A scheme, a path, spaces or a missing suffix are refused. */
export function readDomain(text: string): string | Problem {
  return text.length <= 253 && DOMAIN.test(text) ? text.toLowerCase() : NOT_A_DOMAIN
}
