/** Without white space of any kind at both ends; inside the value nothing changes. */
export function trim(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isAround(value, start)) start += 1
  while (end > start && isAround(value, end - 1)) end -= 1
  return end - start === value.length ? value : value.slice(start, end)
}

const isAround = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code <= 32 || code === 0xa0 ? isWhite(code) : code > 0xff && INVISIBLE.test(text[at] ?? '')
}

const isWhite = (code: number): boolean => code === 32 || code === 0xa0 || (code >= 9 && code <= 13)

/** White space beyond Latin 1, and marks without width. */
const INVISIBLE = /[\s\u200b-\u200d\u2060]/
