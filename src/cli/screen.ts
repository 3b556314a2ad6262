import type { Io } from './io.ts'
import { cutText, fitText, textWidth, wrapText } from './text-width.ts'

const WIDEST = 80
const NARROWEST = 20
/** Below this, gaps are closed up and rows are told below each other. */
const NARROW = 60

const CODES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const

export type Style = keyof typeof CODES

export interface ParagraphOptions {
  /** Stands before the first line. */
  lead?: string
  leadStyle?: Style
  style?: Style
}

/** Writes texts for people: never wider than 80 cells, coloured only where the terminal wants it. */
export interface Screen {
  width: number
  style(text: string, style: Style): string
  /** One paragraph, wrapped; further lines begin below the text after `lead`. */
  paragraph(text: string, options?: ParagraphOptions): void
  /** Rows in columns as wide as their cells; where they do not fit, each row is a paragraph below its first cell. */
  table(rows: readonly (readonly string[])[]): void
  blank(): void
  /** The same, further to the right. */
  indented(cells: number): Screen
}

const INDENT = 2

export function createScreen(io: Io, margin = 0): Screen {
  const width = widthOf(io.columns) - margin
  const style = (text: string, name: Style) => (io.color ? `\u001b[${CODES[name]}m${text}\u001b[0m` : text)
  const write = (line: string) => io.write(`${`${' '.repeat(margin)}${line}`.trimEnd()}\n`)
  const paragraph: Screen['paragraph'] = (text, { lead: wide = '', leadStyle, style: name } = {}) => {
    const lead = width < NARROW ? closedUp(wide) : wide
    const indent = width < NARROW ? Math.min(textWidth(lead), 3 * INDENT) : textWidth(lead)
    const first = leadStyle === undefined ? lead : style(lead, leadStyle)
    for (const [place, line] of wrapText(text, width - indent, width - textWidth(lead)).entries()) {
      const before = place === 0 ? first : ' '.repeat(indent)
      write(before + (name === undefined ? line : style(line, name)))
    }
  }
  return {
    width,
    style,
    paragraph,
    table(rows) {
      const widths = columnWidths(rows, width - INDENT)
      for (const row of rows) {
        const [first = '', ...others] = row
        if (widths === undefined) {
          paragraph(cutText(first, width - INDENT), { lead: ' '.repeat(INDENT), style: 'bold' })
          paragraph(others.map((cell) => cell.trim()).join('  '), { lead: ' '.repeat(INDENT) + BELOW })
          continue
        }
        write(' '.repeat(INDENT) + row.map((cell, place) => fitText(cell, widths[place] ?? 0)).join(GAP))
      }
    },
    blank: () => write(''),
    indented: (cells) => createScreen(io, margin + cells),
  }
}

const closedUp = (lead: string): string => lead.replace(/^ {5,}/, ' '.repeat(2 * INDENT)).replace(/(?<=\S) {3,}/, GAP)

const BELOW = '→ '
const GAP = '  '
/** What a long name keeps of itself where its column has to be narrower. */
const LEAST = 20

/** As wide as the widest cell; a column that is too long gives way. undefined: no room for columns. */
function columnWidths(rows: readonly (readonly string[])[], room: number): number[] | undefined {
  const places = Math.max(0, ...rows.map((row) => row.length))
  const natural = Array.from({ length: places }, (_, place) =>
    Math.max(0, ...rows.map((row) => textWidth(row[place] ?? ''))),
  )
  const sum = natural.reduce((all, cells) => all + cells, 0) + GAP.length * Math.max(0, places - 1)
  const [first = 0, ...others] = natural
  if (sum <= room) return natural
  const left = first - (sum - room)
  return left < LEAST ? undefined : [left, ...others]
}

/** Of the texts for a terminal of so many cells; 0: it does not know. */
export function widthOf(columns: number): number {
  return columns > 0 ? Math.max(NARROWEST, Math.min(columns, WIDEST)) : WIDEST
}
