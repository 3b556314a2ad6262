import type { SourceFile } from '../source-file.ts'
import { damaged, tooLarge } from '../spreadsheet-problems.ts'

/** One stream of a compound file, read at any position. */
export interface CompoundStream {
  bytes: number
  /** Fills the target with what is at `position`; returns how many bytes, fewer only at the end of the stream. */
  readInto(target: Buffer, position: number): Promise<number>
}

export interface CompoundFile {
  /** The stream of that name in the root, not in a storage; undefined: there is none. */
  stream(name: string): Promise<CompoundStream | undefined>
}

/** What [MS-CFB] calls the header: 512 bytes, then 109 numbers of sectors with the allocation table are in it. */
const HEADER = { bytes: 512, tables: 109, tablesAt: 76 } as const
const ENTRY_BYTES = 128
/** Smaller streams lie in pieces of 64 bytes within a stream of the root. */
const SMALL = 4096
const MINI_SECTOR = 64
/** Numbers from here on are no sectors: the end of a chain, a free place. */
const NO_SECTOR = 0xfffffffa
const ENTRY_CAP = 10_000

const STORED_AS_STREAM = 2

/**
 * Reads the tables of a compound file ([MS-CFB]), which holds streams cut into sectors. Nothing in the tables is
 * trusted: a chain that leaves the file, ends too early or comes back to itself is UsageError file_unreadable, and no
 * table takes more memory than the file has sectors.
 */
export async function openCompound(file: SourceFile): Promise<CompoundFile> {
  const header = Buffer.from(await file.read(0, HEADER.bytes))
  if (header.length < HEADER.bytes) throw damaged(file.fileName, 'it ends within its header')
  const shift = header.readUInt16LE(30)
  if (shift !== 9 && shift !== 12) throw damaged(file.fileName, `its sectors have 2^${shift} bytes`)
  const sectors = await openSectors(file, header, 2 ** shift)
  const entries = await readDirectory(sectors, header.readUInt32LE(48))
  return {
    async stream(name) {
      const entry = childrenOf(entries).find((one) => one.name === name && one.type === STORED_AS_STREAM)
      if (entry === undefined) return undefined
      if (entry.bytes >= SMALL) return sectors.stream(entry.start, entry.bytes)
      return await smallStream(sectors, header, entries[0], entry)
    },
  }
}

interface Sectors {
  fileName: string
  size: number
  /** The stream that begins in that sector. */
  stream(start: number, bytes: number): CompoundStream
  /** The same where its size is told nowhere: the whole chain. */
  chain(start: number): CompoundStream
}

async function openSectors(file: SourceFile, header: Buffer, size: number): Promise<Sectors> {
  const { fileName } = file
  // The header takes the place of a sector, and the last sector may be cut short.
  const count = Math.max(0, Math.ceil(file.bytes / size) - 1)
  const next = await readAllocation(file, header, { size, count })
  const stream = (start: number, bytes: number) => {
    if (bytes > count * size) throw damaged(fileName, 'a part of it is larger than the file')
    const chain = follow(next, { start, count: Math.ceil(bytes / size), fileName })
    return { bytes, readInto: sectorReader(file, { chain, size, bytes }) }
  }
  return {
    fileName,
    size,
    stream,
    chain: (start) => stream(start, follow(next, { start, fileName }).length * size),
  }
}

/** The sector that follows each one: the allocation table, put together from its own sectors. */
async function readAllocation(
  file: SourceFile,
  header: Buffer,
  { size, count }: { size: number; count: number },
): Promise<Uint32Array> {
  const perSector = size / 4
  const next = new Uint32Array(count).fill(0xffffffff)
  let tables = header.subarray(HEADER.tablesAt)
  let inTables = HEADER.tables
  let more = header.readUInt32LE(68)
  let table = 0
  for (let first = 0; first < count; first += perSector) {
    if (table === inTables) {
      if (more >= NO_SECTOR) return next
      tables = await readSector(file, more, size)
      inTables = perSector - 1
      more = tables.readUInt32LE(size - 4)
      table = 0
    }
    const sector = tables.readUInt32LE(table * 4)
    if (sector >= NO_SECTOR) return next
    const numbers = await readSector(file, sector, size)
    for (let at = 0; at < perSector && first + at < count; at += 1) next[first + at] = numbers.readUInt32LE(at * 4)
    table += 1
  }
  return next
}

async function readSector(file: SourceFile, sector: number, size: number): Promise<Buffer> {
  const bytes = Buffer.from(await file.read((sector + 1) * size, size))
  if (bytes.length < size) throw damaged(file.fileName, 'its end is missing')
  return bytes
}

/** The numbers of the sectors of a chain: `count` of them, or all. */
function follow(
  next: Uint32Array,
  { start, count, fileName }: { start: number; count?: number; fileName: string },
): Uint32Array {
  const chain = new Uint32Array(count ?? next.length)
  const seen = new Uint8Array(next.length)
  let length = 0
  for (let sector = start; length !== count && (count !== undefined || sector < NO_SECTOR); length += 1) {
    const after = next[sector]
    if (after === undefined) throw damaged(fileName, 'its end is missing')
    if (seen[sector] === 1) throw damaged(fileName, 'its parts form a loop')
    seen[sector] = 1
    chain[length] = sector
    sector = after
  }
  return chain.subarray(0, length)
}

/** Sectors that lie side by side are read at once. */
function sectorReader(
  file: SourceFile,
  { chain, size, bytes }: { chain: Uint32Array; size: number; bytes: number },
): CompoundStream['readInto'] {
  return async (target, position) => {
    const length = Math.max(0, Math.min(target.length, bytes - position))
    for (let filled = 0; filled < length; ) {
      const index = Math.floor((position + filled) / size)
      const offset = (position + filled) % size
      const run = runLength(chain, index, Math.ceil((offset + length - filled) / size)) * size - offset
      const piece = target.subarray(filled, Math.min(filled + run, length))
      const start = ((chain[index] ?? 0) + 1) * size + offset
      if ((await file.readInto(piece, start)) < piece.length) throw damaged(file.fileName, 'its end is missing')
      filled += piece.length
    }
    return length
  }
}

function runLength(chain: Uint32Array, index: number, most: number): number {
  const first = chain[index] ?? 0
  let length = 1
  while (length < most && chain[index + length] === first + length) length += 1
  return length
}

interface Entry {
  name: string
  type: number
  left: number
  right: number
  child: number
  start: number
  bytes: number
}

async function readDirectory(sectors: Sectors, start: number): Promise<Entry[]> {
  const directory = sectors.chain(start)
  if (directory.bytes > ENTRY_CAP * ENTRY_BYTES) throw tooLarge(sectors.fileName, `more than ${ENTRY_CAP} parts`)
  const bytes = Buffer.alloc(directory.bytes)
  await directory.readInto(bytes, 0)
  const entries: Entry[] = []
  for (let at = 0; at < bytes.length; at += ENTRY_BYTES) entries.push(entryOf(bytes.subarray(at, at + ENTRY_BYTES)))
  return entries
}

function entryOf(bytes: Buffer): Entry {
  const nameBytes = Math.min(64, bytes.readUInt16LE(64))
  return {
    name: bytes.toString('utf16le', 0, Math.max(0, nameBytes - 2)),
    type: bytes.readUInt8(66),
    left: bytes.readUInt32LE(68),
    right: bytes.readUInt32LE(72),
    child: bytes.readUInt32LE(76),
    start: bytes.readUInt32LE(116),
    bytes: bytes.readUInt32LE(120),
  }
}

/** What lies in the root; workbooks that are embedded in this one lie deeper. */
function childrenOf(entries: readonly Entry[]): Entry[] {
  const seen = new Set<number>()
  const found: Entry[] = []
  const open = [entries[0]?.child]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const entry = entries[index]
    if (entry === undefined || seen.has(index)) continue
    seen.add(index)
    found.push(entry)
    open.push(entry.left, entry.right)
  }
  return found
}

async function smallStream(
  sectors: Sectors,
  header: Buffer,
  root: Entry | undefined,
  { start, bytes }: Entry,
): Promise<CompoundStream> {
  const container = sectors.stream(root?.start ?? 0, root?.bytes ?? 0)
  const table = sectors.chain(header.readUInt32LE(60))
  const all = Buffer.alloc(bytes)
  const after = Buffer.alloc(4)
  let place = start
  for (let at = 0; at < bytes; at += MINI_SECTOR) {
    const piece = all.subarray(at, at + MINI_SECTOR)
    const isThere =
      (await container.readInto(piece, place * MINI_SECTOR)) === piece.length &&
      (await table.readInto(after, place * 4)) === 4
    if (!isThere) throw damaged(sectors.fileName, 'its end is missing')
    place = after.readUInt32LE()
  }
  return { bytes, readInto: async (target, position) => all.copy(target, 0, position) }
}
