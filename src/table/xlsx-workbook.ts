import { type NumberFormat, numberFormat } from './number-format.ts'
import { readSharedStrings } from './shared-strings.ts'
import { SheetParser, type SheetStyle } from './sheet-parser.ts'
import type { SourceFile } from './source-file.ts'
import { damaged } from './spreadsheet-problems.ts'
import type { RawRows, Workbook } from './workbook.ts'
import { readXml, type XmlHandlers } from './xml-reader.ts'
import { type Archive, openArchive } from './zip-archive.ts'

interface SheetPart {
  name: string
  isHidden: boolean
  /** Name of its part in the archive. */
  part: string
}

interface Relation {
  id: string
  type: string
  part: string
}

const MAIN_PART = 'xl/workbook.xml'

/** An .xlsx workbook. Throws UsageError file_unreadable, file_encrypted, spreadsheet_too_large. */
export async function openXlsx(file: SourceFile, signal?: AbortSignal): Promise<Workbook> {
  const archive = await openArchive(file)
  const { fileName } = archive
  const root = await relations(archive, '', signal)
  const main = root.find(({ type }) => type === 'officeDocument')?.part ?? MAIN_PART
  const related = await relations(archive, main, signal)
  const { sheets, is1904 } = await sheetsOf(archive, main, related, signal)
  const styles = related.find(({ type }) => type === 'styles')?.part
  const formats = styles !== undefined && archive.has(styles) ? await formatsOf(archive, styles, signal) : []
  const strings = related.find(({ type, part }) => type === 'sharedStrings' && archive.has(part))?.part
  return {
    fileName,
    sheets: sheets.map(({ name, isHidden, part }) => ({
      name,
      isHidden,
      rows: (abort) => rowsOf(archive, part, { fileName, formats, is1904 }, abort),
    })),
    texts: (options) => readSharedStrings(archive, strings, options),
  }
}

async function* rowsOf(
  archive: Archive,
  part: string,
  style: SheetStyle,
  signal?: AbortSignal,
): AsyncGenerator<RawRows> {
  const parser = new SheetParser(style)
  const size = Math.max(archive.inflatedBytes(part), 1)
  for await (const read of readXml(archive.text(part, signal), parser, archive.fileName)) {
    yield { rows: parser.take(), read, share: read / size }
  }
}

/** The parts that a part refers to; `part` '' stands for the archive itself. */
async function relations(archive: Archive, part: string, signal?: AbortSignal): Promise<Relation[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`
  const found: Relation[] = []
  if (!archive.has(name)) return found
  await readAll(archive, name, signal, {
    open: (element, { Id: id = '', Type: type = '', Target: target = '' }) => {
      if (element !== 'Relationship') return
      found.push({ id, type: type.slice(type.lastIndexOf('/') + 1), part: resolvePart(folder, target) })
    },
  })
  return found
}

/** A target is relative to the folder of the part that names it, or absolute from the archive's root. */
function resolvePart(folder: string, target: string): string {
  return new URL(target.replaceAll('\\', '/'), `zip:///${folder}`).pathname.slice(1)
}

async function sheetsOf(
  archive: Archive,
  main: string,
  related: readonly Relation[],
  signal?: AbortSignal,
): Promise<{ sheets: SheetPart[]; is1904: boolean }> {
  const sheets: SheetPart[] = []
  let is1904 = false
  await readAll(archive, main, signal, {
    open: (element, attributes) => {
      if (element === 'workbookPr') is1904 = /^(?:1|true|on)$/.test(attributes.date1904 ?? '')
      if (element !== 'sheet') return
      const relation = related.find(({ id }) => id === relationId(attributes))
      // Charts, dialogs and macros can be sheets too: they hold no rows.
      if (relation?.type !== 'worksheet') return
      const state = attributes.state ?? 'visible'
      sheets.push({ name: attributes.name ?? '', isHidden: state !== 'visible', part: relation.part })
    },
  })
  if (sheets.length === 0) throw damaged(archive.fileName, 'it has no sheet with cells')
  return { sheets, is1904 }
}

/** `r:id`, whatever the prefix of the relations is in this file. */
function relationId(attributes: Record<string, string>): string | undefined {
  return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1]
}

async function formatsOf(archive: Archive, part: string, signal?: AbortSignal): Promise<NumberFormat[]> {
  const codes = new Map<number, string>()
  const formats: NumberFormat[] = []
  let inCellFormats = false
  await readAll(archive, part, signal, {
    open: (element, attributes) => {
      if (element === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      if (element === 'cellXfs') inCellFormats = true
      if (element !== 'xf' || !inCellFormats) return
      const id = Number(attributes.numFmtId ?? 0)
      formats.push(numberFormat(id, codes.get(id)))
    },
    close: (element) => {
      if (element === 'cellXfs') inCellFormats = false
    },
  })
  return formats
}

async function readAll(
  archive: Archive,
  part: string,
  signal: AbortSignal | undefined,
  handlers: XmlHandlers,
): Promise<void> {
  for await (const _characters of readXml(archive.text(part, signal), handlers, archive.fileName))
    signal?.throwIfAborted()
}
