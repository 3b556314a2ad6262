import { crc32 } from 'node:zlib'

/** A part of an archive; `crc`, `flags` and `size` only to build broken ones. */
export interface Part {
  name: string
  content: string | Buffer
  /** What `content` is the deflated form of. Default: it is stored as it is. */
  inflated?: Buffer
  crc?: number
  flags?: number
  /** What the directory says of its size, unpacked. */
  size?: number
}

/** A zip file with stored (not compressed) parts. */
export function zip(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, inflated, crc, flags = 0x800, size } of parts) {
    const data = typeof content === 'string' ? Buffer.from(content) : content
    const fileName = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(inflated === undefined ? 0 : 8, 4)
    common.writeUInt32LE(crc ?? crc32(inflated ?? data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(size ?? (inflated ?? data).length, 18)
    common.writeUInt16LE(fileName.length, 22)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, fileName, data])
    locals.push(local)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, fileName)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const isLarge = parts.length >= 0xffff
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(isLarge ? 0xffff : parts.length, 8)
  end.writeUInt16LE(isLarge ? 0xffff : parts.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  const large = isLarge ? zip64End(parts.length, { offset, bytes: central.length }) : Buffer.alloc(0)
  return Buffer.concat([...locals, central, large, end])
}

/** The end of an archive whose parts are too many for a count of 16 bits. */
function zip64End(count: number, directory: { offset: number; bytes: number }): Buffer {
  const end = Buffer.alloc(56 + 20)
  end.write('PK\x06\x06', 'latin1')
  end.writeUInt32LE(44, 4)
  end.writeUInt16LE(45, 14)
  end.writeUInt32LE(count, 24)
  end.writeUInt32LE(count, 32)
  end.writeUInt32LE(directory.bytes, 40)
  end.writeUInt32LE(directory.offset, 48)
  end.write('PK\x06\x07', 56, 'latin1')
  end.writeUInt32LE(directory.offset + directory.bytes, 64)
  end.writeUInt32LE(1, 72)
  return end
}

export interface BuiltSheet {
  name: string
  /** What stands between <sheetData> and its end. */
  rows: string
  state?: 'hidden' | 'veryHidden'
}

export interface BuiltWorkbook {
  sheets: readonly BuiltSheet[]
  /** <si> elements. */
  strings?: string
  /** What stands in the style sheet. */
  styles?: string
  is1904?: boolean
  /** Further or replaced parts. */
  parts?: readonly Part[]
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** A small workbook, shared strings last in the archive as Excel writes them. */
export function xlsx({ sheets, strings, styles, is1904, parts = [] }: BuiltWorkbook): Buffer {
  const sheetElements = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"${state === undefined ? '' : ` state="${state}"`}/>`,
  )
  const relations = sheets.map((_sheet, index) =>
    relation(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`),
  )
  if (styles !== undefined) relations.push(relation('rId90', 'styles', 'styles.xml'))
  if (strings !== undefined) relations.push(relation('rId91', 'sharedStrings', '/xl/sharedStrings.xml'))
  const all: Part[] = [
    { name: '_rels/.rels', content: relationships([relation('rId1', 'officeDocument', 'xl/workbook.xml')]) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>${sheetElements.join('')}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', content: relationships(relations) },
    ...sheets.map(({ rows }, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, content: sheetXml(rows) })),
  ]
  if (styles !== undefined)
    all.push({ name: 'xl/styles.xml', content: `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>` })
  if (strings !== undefined)
    all.push({ name: 'xl/sharedStrings.xml', content: `<sst xmlns="${MAIN}">${strings}</sst>` })
  const replaced = new Set(parts.map(({ name }) => name))
  return zip([...all.filter(({ name }) => !replaced.has(name)), ...parts])
}

export function sheetXml(rows: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>${rows}</sheetData></worksheet>`
}

/** A row of inline texts. */
export function textRow(line: number, cells: readonly string[]): string {
  return `<row r="${line}">${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`
}

function relation(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
}

function relationships(relations: readonly string[]): string {
  return `<Relationships xmlns="${PACKAGE}">${relations.join('')}</Relationships>`
}
