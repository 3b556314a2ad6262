import { listTables } from './list-tables.ts'

const MAX_NAMES = 5
const MAX_COMPARED = 100

/** The tables of a folder whose names are most like `fileName`, at most five, best first. */
export async function nearNames(folder: string, fileName: string): Promise<string[]> {
  const names = await listTables(folder)
  const wanted = comparable(fileName)
  return names
    .map((name) => ({ name, distance: editDistance(wanted, comparable(name)) }))
    .sort((left, right) => left.distance - right.distance || left.name.localeCompare(right.name, 'en'))
    .slice(0, MAX_NAMES)
    .map(({ name }) => name)
}

/** Accents, case and separators are what people get wrong without noticing. */
function comparable(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}|[\s_-]/gu, '')
  return plain.toLowerCase().slice(0, MAX_COMPARED)
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [row, character] of [...left].entries()) {
    const current = [row + 1]
    for (let column = 0; column < right.length; column += 1) {
      const replaced = (previous[column] ?? 0) + (right[column] === character ? 0 : 1)
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}
