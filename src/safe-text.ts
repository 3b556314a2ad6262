const DEFAULT_MAX = 200

/** Terminal sequences: CSI, the string sequences (OSC, DCS, SOS, PM, APC) with their end, and two-character escapes. */
const ANSI =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-OQ-WYZ\\`-~]/g

/**
 * Characters a person does not see or that change how others are shown: control, format (bidi, zero-width, tags,
 * byte order mark), line and paragraph separators, lone surrogates, invisible fillers, variation selectors that are
 * not part of an emoji.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0\u{e0000}-\u{e0fff}]|\u034f|[\u17b4\u17b5]|[\ufe00-\ufe0e]/u

const SHORT_ESCAPES = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/**
 * Makes text from files and from HubSpot safe to show to a person, a model or a log line: terminal sequences are
 * removed, invisible characters become visible escapes such as `\u202e`, and what is longer than `max` UTF-16 units is
 * cut and ends in "…". The answer is one line and never longer than `max`.
 */
export function safeText(value: string, max: number = DEFAULT_MAX): string {
  // Most text: an escape sequence begins with a control character, so nothing is left to do.
  if (value.length <= max && !INVISIBLE.test(value)) return value
  // Sequences are removed before the cut, so more than max is looked at; the bound keeps 1 MB cells cheap.
  const bounded = value.slice(0, max * 8)
  let out = ''
  let beforeMark = ''
  for (const character of bounded.replace(ANSI, '')) {
    out += INVISIBLE.test(character) ? escapeOf(character) : character
    if (out.length > max) return `${beforeMark}…`
    if (out.length < max) beforeMark = out
  }
  return bounded.length === value.length ? out : `${beforeMark}…`
}

function escapeOf(character: string): string {
  const short = SHORT_ESCAPES.get(character)
  if (short !== undefined) return short
  const hex = (character.codePointAt(0) ?? 0).toString(16)
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}

/** What safeText() shows so: its escapes are the characters again. Nothing else that looks like an escape is one. */
export function unescapedText(shown: string): string {
  return shown.replace(ESCAPE, (written) => CHARACTERS.get(written) ?? characterOf(written))
}

const ESCAPE = /\\(?:[nrt]|u[\da-f]{4}|u\{(?:[\da-f]{5}|10[\da-f]{4})\})/g

const CHARACTERS = new Map([...SHORT_ESCAPES].map(([character, written]) => [written, character]))

function characterOf(written: string): string {
  const character = String.fromCodePoint(Number.parseInt(written.replaceAll(/[^\da-f]/g, ''), 16))
  return INVISIBLE.test(character) && escapeOf(character) === written ? character : written
}
