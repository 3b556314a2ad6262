import type { Problem } from './problem.ts'

const NOT_A_DOMAIN: Problem = {
  errorType: 'INVALID_DOMAIN',
  message: 'The text is not a domain name such as example.com.',
}

const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?:\p{L}{2,63}|xn--[a-z0-9-]+)$/iu

/** The bare domain in lower case. `https://`, `www.` and a closing slash are taken off; a path, spaces or a missing suffix are refused. */
export function readDomain(text: string): string | Problem {
  const bare = text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\.(?=.*\.)/, '')
    .replace(/[/.]$/, '')
  return bare.length <= 253 && DOMAIN.test(bare) ? bare : NOT_A_DOMAIN
}
