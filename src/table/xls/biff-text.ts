import { damaged } from '../spreadsheet-problems.ts'

/** Takes the content of one record after the other; true as soon as nothing is missing any more. */
export interface TextReader {
  push(content: Buffer): boolean
}

/** What a text is being read from: the content of a record, and after its end that of the CONTINUE record behind it. */
interface Input {
  content: Buffer
  at: number
}

type Reading<T> = Generator<undefined, T, Buffer>

/** The SST record: how many texts there are, then the texts. */
export function sharedTexts(fileName: string, take: (text: string) => void): TextReader {
  return textReader(fileName, function* (input) {
    const count = uint32(input, 4)
    input.at = 8
    for (let index = 0; index < count; index += 1) take(yield* text(input))
  })
}

/** The text at `at` in the content of a record. */
export function oneText(fileName: string, at: number, take: (text: string) => void): TextReader {
  return textReader(fileName, function* (input) {
    input.at = at
    take(yield* text(input))
  })
}

function textReader(fileName: string, read: (input: Input) => Reading<void>): TextReader {
  const input: Input = { content: Buffer.alloc(0), at: 0 }
  const reading = (function* (): Reading<void> {
    input.content = yield
    yield* read(input)
  })()
  reading.next()
  return {
    push(content) {
      try {
        return reading.next(content).done === true
      } catch (error) {
        if (error instanceof RangeError) throw damaged(fileName, 'a text ends too early', error)
        throw error
      }
    },
  }
}

const IS_WIDE = 1
const HAS_PHONETIC = 4
const HAS_RUNS = 8
const RUN_BYTES = 4

/** [MS-XLS] 2.5.293: length, flags, characters of one or two bytes, then formatting and pronunciation, which are left out. */
function* text(input: Input): Reading<string> {
  if (input.at === input.content.length) yield* nextRecord(input)
  const length = uint16(input, input.at)
  const flags = input.content.readUInt8(input.at + 2)
  input.at += 3
  let extra = 0
  if ((flags & HAS_RUNS) !== 0) {
    extra += uint16(input, input.at) * RUN_BYTES
    input.at += 2
  }
  if ((flags & HAS_PHONETIC) !== 0) {
    extra += uint32(input, input.at)
    input.at += 4
  }
  const found = yield* characters(input, length, flags)
  if (extra > 0) yield* skip(input, extra)
  return found
}

/** Where a text goes on in the next record, that begins with flags of its own: the width of a character may change. */
function* characters(input: Input, length: number, flags: number): Reading<string> {
  let isWide = (flags & IS_WIDE) !== 0
  let found = ''
  for (let missing = length; missing > 0; ) {
    if (input.at === input.content.length) {
      yield* nextRecord(input)
      isWide = (input.content.readUInt8(0) & IS_WIDE) !== 0
      input.at = 1
    }
    const width = isWide ? 2 : 1
    const count = Math.min(missing, Math.floor((input.content.length - input.at) / width))
    if (count === 0) throw new RangeError('half a character')
    const end = input.at + count * width
    found += input.content.toString(isWide ? 'utf16le' : 'latin1', input.at, end)
    input.at = end
    missing -= count
  }
  return found
}

function* skip(input: Input, bytes: number): Reading<void> {
  let missing = bytes
  while (missing > input.content.length - input.at) {
    missing -= input.content.length - input.at
    yield* nextRecord(input)
  }
  input.at += missing
}

function* nextRecord(input: Input): Reading<void> {
  input.content = yield
  input.at = 0
}

const uint16 = ({ content }: Input, at: number): number => content.readUInt16LE(at)
const uint32 = ({ content }: Input, at: number): number => content.readUInt32LE(at)

/** A name with its length in one byte. */
export function shortText(content: Buffer, at: number): string {
  const length = content.readUInt8(at)
  const isWide = (content.readUInt8(at + 1) & IS_WIDE) !== 0
  const end = at + 2 + length * (isWide ? 2 : 1)
  if (end > content.length) throw new RangeError('a name ends too early')
  return content.toString(isWide ? 'utf16le' : 'latin1', at + 2, end)
}
