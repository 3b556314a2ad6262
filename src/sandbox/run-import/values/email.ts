import type { Problem } from './problem.ts'

const NOT_AN_ADDRESS: Problem = { errorType: 'INVALID_EMAIL', message: 'The text is not a valid e-mail address.' }

const ADDRESS =
  /^[^\s@"(),:;<>[\]\\\p{C}]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:\p{L}{2,}|xn--[a-z0-9-]+)$/iu

/** One bare address, stored in lower case. Names, brackets and lists are not addresses. */
export function readEmail(text: string): string | Problem {
  const local = text.slice(0, text.lastIndexOf('@'))
  const isAddress = text.length <= 254 && local.length <= 64 && ADDRESS.test(text) && !/^\.|\.\.|\.$/.test(local)
  return isAddress ? text.toLowerCase() : NOT_AN_ADDRESS
}
