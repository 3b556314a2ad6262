/**
 * Spaces, tabs and line breaks around a value do not count. Our choice: no-break and zero-width spaces do, so a value
 * that hides one is refused or stored with it.
 */
export function withoutPlainSpace(cell: string): string {
  let start = 0
  let end = cell.length
  while (start < end && isPlainSpace(cell.charCodeAt(start))) start += 1
  while (end > start && isPlainSpace(cell.charCodeAt(end - 1))) end -= 1
  return end - start === cell.length ? cell : cell.slice(start, end)
}

const isPlainSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d)
