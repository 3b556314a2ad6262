/** Of the lists of one answer: with what stands around them it stays under 2,000 tokens. */
export const MOST_CHARACTERS = 4_500

/** The first items that have room in an answer; at least one, however long. */
export function fitting<Item>(
  items: readonly Item[],
  { characters = MOST_CHARACTERS, most = items.length }: { characters?: number; most?: number } = {},
): Item[] {
  let used = 0
  const end = items.findIndex((item, place) => {
    used += weightOf(JSON.stringify(item))
    return place >= most || (place > 0 && used > characters)
  })
  return end < 0 ? [...items] : items.slice(0, end)
}

/** Letters outside ASCII cost about twice as many tokens. */
const weightOf = (text: string): number => text.length + (text.match(/[^\x20-\x7e]/g)?.length ?? 0)
