/**
 * HubSpot ignores plain spaces, tabs and line breaks around a value (our choice where it is silent); no-break and
 * zero-width spaces are part of the value there, so they stay and the value fails.
 */
export function withoutPlainSpace(value: string): string {
  if (value.length === 0 || (value.charCodeAt(0) > 32 && value.charCodeAt(value.length - 1) > 32)) return value
  let start = 0
  let end = value.length
  while (start < end && isPlainSpace(value.charCodeAt(start))) start += 1
  while (end > start && isPlainSpace(value.charCodeAt(end - 1))) end -= 1
  return value.slice(start, end)
}

const isPlainSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)
