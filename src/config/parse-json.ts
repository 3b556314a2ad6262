import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'

/**
 * A file that people write. Some editors put a byte order mark before it. Of a name that stands twice JSON keeps the
 * second without a word, so that a copied entry would lead to another account than the one that is read first.
 * @throws UsageError invalid_arguments
 */
export function parseJson(text: string, path: string): unknown {
  const parsed = parsedOrRefused(text.replace(/^\uFEFF/, ''), path)
  const doubled = doubledName(text)
  if (doubled === undefined) return parsed
  const message = `${path}: "${safeText(doubled, 80)}" stands twice in one object.`
  throw new UsageError('invalid_arguments', message, 'Take one of them out, or give it another name.')
}

function parsedOrRefused(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError('invalid_arguments', `${path} is not JSON.`, 'Correct it.', { cause })
  }
}

/** Of a text that is JSON: a string before a colon is a name. */
function doubledName(json: string): string | undefined {
  const open: Set<string>[] = []
  let name = ''
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}:]/g)) {
    if (token.startsWith('"')) name = String(JSON.parse(token))
    if (token === '{') open.push(new Set())
    if (token === '}') open.pop()
    if (token !== ':') continue
    if (open.at(-1)?.has(name) === true) return name
    open.at(-1)?.add(name)
  }
  return undefined
}
