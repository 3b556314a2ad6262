const FREE = 0xffffffff
const END = 0xfffffffe
const TABLE = 0xfffffffd
const SECTOR = 512
const SMALL = 4096
const PIECE = 64

export interface BuiltEntry {
  name: string
  content: Buffer
  /** Index of the entry whose child it is; default: the root. */
  parent?: number
  /** A storage has children and no content. */
  isStorage?: boolean
}

export interface BuildOptions {
  /** Changes the sector numbers of the allocation table before they are written. */
  next?: (table: number[], starts: readonly number[]) => void
  /** Writes the sectors of every stream in reverse order. */
  isReversed?: boolean
}

/** A compound file of 512-byte sectors ([MS-CFB]); its entries are one long chain of right siblings. */
export function compound(
  entries: readonly BuiltEntry[],
  { next: change, isReversed = false }: BuildOptions = {},
): Buffer {
  const next: number[] = []
  const sectors: Buffer[] = []
  const store = (content: Buffer): number => {
    const count = Math.ceil(content.length / SECTOR)
    if (count === 0) return END
    const places = Array.from(
      { length: count },
      (_, index) => sectors.length + (isReversed ? count - 1 - index : index),
    )
    for (const [index, place] of places.entries()) {
      sectors[place] = padded(content.subarray(index * SECTOR, (index + 1) * SECTOR), SECTOR)
      next[place] = places[index + 1] ?? END
    }
    return places[0] ?? END
  }
  const pieces: Buffer[] = []
  const nextPiece: number[] = []
  const storePieces = (content: Buffer): number => {
    const first = pieces.length
    for (let at = 0; at < content.length; at += PIECE) {
      pieces.push(padded(content.subarray(at, at + PIECE), PIECE))
      nextPiece.push(at + PIECE < content.length ? pieces.length : END)
    }
    return first
  }
  const starts = entries.map(({ content, isStorage }) => {
    if (isStorage === true) return 0
    return content.length < SMALL ? storePieces(content) : store(content)
  })
  const container = Buffer.concat(pieces)
  const containerStart = store(container)
  const pieceTable = numbers(nextPiece, SECTOR / 4)
  const pieceTableStart = store(pieceTable)
  const directory = directoryOf(entries, starts, { start: containerStart, bytes: container.length })
  const directoryStart = store(directory)
  const tableSectors: number[] = []
  while (tableSectors.length * (SECTOR / 4) < sectors.length + tableSectors.length) tableSectors.push(0)
  const first = sectors.length
  const table = [...next, ...tableSectors.map(() => TABLE)]
  change?.(table, starts)
  const body = [...sectors, numbers(table, (SECTOR / 4) * tableSectors.length)]
  const header = Buffer.alloc(SECTOR, 0xff)
  header.write('d0cf11e0a1b11ae1', 'hex')
  header.fill(0, 8, 76)
  header.writeUInt16LE(0x3e, 24)
  header.writeUInt16LE(3, 26)
  header.writeUInt16LE(0xfffe, 28)
  header.writeUInt16LE(9, 30)
  header.writeUInt16LE(6, 32)
  header.writeUInt32LE(tableSectors.length, 44)
  header.writeUInt32LE(directoryStart, 48)
  header.writeUInt32LE(SMALL, 56)
  header.writeUInt32LE(pieceTableStart, 60)
  header.writeUInt32LE(pieceTable.length / SECTOR, 64)
  header.writeUInt32LE(END, 68)
  const inHeader = tableSectors.slice(0, 109)
  for (const index of inHeader.keys()) header.writeUInt32LE(first + index, 76 + index * 4)
  if (tableSectors.length <= 109) return Buffer.concat([header, ...body])
  return Buffer.concat([
    header,
    ...body,
    ...moreTables(header, first, tableSectors.length, first + tableSectors.length),
  ])
}

/** Where the allocation table itself lies, beyond the 109 sectors that the header can name. */
function moreTables(header: Buffer, first: number, count: number, at: number): Buffer[] {
  const perSector = SECTOR / 4 - 1
  const lists: Buffer[] = []
  for (let from = 109; from < count; from += perSector) {
    const places = Array.from({ length: Math.min(perSector, count - from) }, (_, index) => first + from + index)
    const list = numbers(places, SECTOR / 4)
    list.writeUInt32LE(from + perSector < count ? at + lists.length + 1 : END, SECTOR - 4)
    lists.push(list)
  }
  header.writeUInt32LE(at, 68)
  header.writeUInt32LE(lists.length, 72)
  return lists
}

function directoryOf(
  entries: readonly BuiltEntry[],
  starts: readonly number[],
  container: { start: number; bytes: number },
): Buffer {
  const child = (parent: number) => {
    const index = entries.findIndex((entry) => (entry.parent ?? -1) === parent)
    return index < 0 ? FREE : index + 1
  }
  const sibling = (index: number) => {
    const parent = entries[index]?.parent ?? -1
    const found = entries.findIndex((entry, other) => other > index && (entry.parent ?? -1) === parent)
    return found < 0 ? FREE : found + 1
  }
  const root = entry({ name: 'Root Entry', type: 5, right: FREE, child: child(-1), ...container })
  const rest = entries.map(({ name, content, isStorage }, index) =>
    entry({
      name,
      type: isStorage === true ? 1 : 2,
      right: sibling(index),
      child: child(index),
      start: starts[index] ?? END,
      bytes: content.length,
    }),
  )
  const all = Buffer.concat([root, ...rest])
  return padded(all, Math.ceil(all.length / SECTOR) * SECTOR)
}

interface EntryFields {
  name: string
  type: number
  right: number
  child: number
  start: number
  bytes: number
}

function entry({ name, type, right, child, start, bytes }: EntryFields): Buffer {
  const buffer = Buffer.alloc(128)
  buffer.write(name, 'utf16le')
  buffer.writeUInt16LE(name.length * 2 + 2, 64)
  buffer.writeUInt8(type, 66)
  buffer.writeUInt8(1, 67)
  buffer.writeUInt32LE(FREE, 68)
  buffer.writeUInt32LE(right, 72)
  buffer.writeUInt32LE(child, 76)
  buffer.writeUInt32LE(start, 116)
  buffer.writeUInt32LE(bytes, 120)
  return buffer
}

function padded(content: Buffer, size: number): Buffer {
  return Buffer.concat([content, Buffer.alloc(size - content.length)])
}

function numbers(list: readonly number[], multiple: number): Buffer {
  const buffer = Buffer.alloc(Math.ceil(list.length / multiple) * multiple * 4, 0xff)
  for (const [index, number] of list.entries()) buffer.writeUInt32LE(number, index * 4)
  return buffer
}
