/** The known phrase that differs from `key` by one letter (or two swapped ones). */
export function closestKey(key: string, spellings: ReadonlyMap<string, readonly string[]>): string | undefined {
  for (const length of [key.length, key.length - 1, key.length + 1]) {
    const near = spellings.get(`${key.charAt(0)}${length}`)?.find((other) => isOneEditApart(key, other))
    if (near !== undefined) return near
  }
  return undefined
}

export function isOneEditApart(left: string, right: string): boolean {
  if (left === right || Math.abs(left.length - right.length) > 1) return false
  let start = 0
  while (start < left.length && left[start] === right[start]) start += 1
  const [restLeft, restRight] = [left.slice(start), right.slice(start)]
  if (left.length > right.length) return restLeft.slice(1) === restRight
  if (left.length < right.length) return restLeft === restRight.slice(1)
  if (restLeft.slice(1) === restRight.slice(1)) return true
  return restLeft[0] === restRight[1] && restLeft[1] === restRight[0] && restLeft.slice(2) === restRight.slice(2)
}
