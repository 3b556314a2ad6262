import { SaxesParser } from 'saxes'
import { damaged, tooLarge, undamaged } from './spreadsheet-problems.ts'

/** Characters without any tag or text: a comment, an attribute or a text longer than this is no spreadsheet's. */
const SILENCE_CAP = 4 * 1024 * 1024
const DEPTH_CAP = 100

export interface XmlHandlers {
  /** Names come without their prefix: some writers call a row `x:row`. */
  open?(name: string, attributes: Record<string, string>): void
  close?(name: string): void
  text?(text: string): void
}

/**
 * Feeds a part to the handlers as it is read, and yields once per chunk so that the caller can take what they have
 * gathered, or stop. Any DOCTYPE is refused: spreadsheets have none, attacks do.
 */
export async function* readXml(
  texts: AsyncIterable<string>,
  handlers: XmlHandlers,
  fileName: string,
): AsyncGenerator<number> {
  const { parser, silence } = createParser(handlers, fileName)
  let characters = 0
  for await (const text of texts) {
    characters += text.length
    silence.characters += text.length
    if (silence.characters > SILENCE_CAP) throw tooLarge(fileName, `a text of more than ${SILENCE_CAP} characters`)
    await undamaged(fileName, () => parser.write(text))
    yield characters
  }
  await undamaged(fileName, () => parser.close())
}

function createParser(handlers: XmlHandlers, fileName: string) {
  const parser = new SaxesParser({ xmlns: false, position: false } as const)
  const silence = { characters: 0 }
  let depth = 0
  parser.on('doctype', () => {
    throw damaged(fileName, 'it holds a DOCTYPE, which is not read for safety')
  })
  parser.on('opentag', ({ name, attributes }) => {
    silence.characters = 0
    depth += 1
    if (depth > DEPTH_CAP) throw damaged(fileName, `its XML is nested more than ${DEPTH_CAP} deep`)
    handlers.open?.(localName(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    silence.characters = 0
    depth -= 1
    handlers.close?.(localName(name))
  })
  parser.on('text', (text) => handlers.text?.(text))
  parser.on('cdata', (text) => handlers.text?.(text))
  return { parser, silence }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
