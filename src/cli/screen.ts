import type { Io } from './io.ts'
import { cutText, fitText, textWidth, wrapText } from './text-width.ts'

const WIDEST = 80
const NARROWEST = 50

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
  /** Rows in columns; the last column takes what is left. */
  table(rows: readonly (readonly string[])[], options: { widths: readonly number[]; indent?: number }): void
  blank(): void
  /** The same, further to the right. */
  indented(cells: number): Screen
}

export function createScreen(io: Io, margin = 0): Screen {
  const width = terminalWidth(io) - margin
  const style = (text: string, name: Style) => (io.color ? `\u001b[${CODES[name]}m${text}\u001b[0m` : text)
  const write = (line: string) => io.write(`${`${' '.repeat(margin)}${line}`.trimEnd()}\n`)
  return {
    width,
    style,
    paragraph(text, { lead = '', leadStyle, style: name } = {}) {
      const indent = textWidth(lead)
      const first = leadStyle === undefined ? lead : style(lead, leadStyle)
      for (const [place, line] of wrapText(text, width - indent).entries()) {
        const before = place === 0 ? first : ' '.repeat(indent)
        write(before + (name === undefined ? line : style(line, name)))
      }
    },
    table(rows, { widths, indent = 2 }) {
      const left = width - indent - widths.reduce((sum, cells) => sum + cells + 2, 0)
      for (const row of rows) {
        const cells = row.map((cell, place) => fitText(cell, Math.max(1, widths[place] ?? left)))
        write(cutText(' '.repeat(indent) + cells.join('  ').trimEnd(), width))
      }
    },
    blank: () => write(''),
    indented: (cells) => createScreen(io, margin + cells),
  }
}

/** 0 where the terminal does not know it. */
export function terminalWidth({ columns }: Io): number {
  return columns > 0 ? Math.max(NARROWEST, Math.min(columns, WIDEST)) : WIDEST
}
