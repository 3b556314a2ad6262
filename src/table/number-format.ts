/**
 * How a number is meant: as it is, as a day, a time of day or both, or with leading zeros up to a width (postal codes,
 * telephone numbers).
 */
export type NumberFormat = 'plain' | 'date' | 'datetime' | 'time' | 'duration' | { zeros: number }

const DAY_MS = 86_400_000
/** 9999-12-31: the last day spreadsheets know. */
const LAST_SERIAL = 2_958_465

/** The formats that have only a number (ECMA-376 part 1, 18.8.30), the East Asian ones included. */
export function numberFormat(id: number, code: string | undefined): NumberFormat {
  if (code !== undefined) return formatOfCode(code)
  if (
    (id >= 14 && id <= 17) ||
    (id >= 27 && id <= 31) ||
    id === 36 ||
    (id >= 50 && id <= 54) ||
    (id >= 57 && id <= 58)
  ) {
    return 'date'
  }
  if (id === 22) return 'datetime'
  if (id === 46) return 'duration'
  const isTime = (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id === 55 || id === 56
  return isTime ? 'time' : 'plain'
}

/** Quoted text, escaped characters, fill characters, colours and conditions say nothing about the kind. */
function formatOfCode(code: string): NumberFormat {
  const [positive = ''] = code.split(';')
  const bare = positive.replace(/"[^"]*"?|\\.|[_*]./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  const zeros = DIGITS.exec(bare)?.[1]?.replace(SEPARATOR, '').length ?? 0
  if (zeros > 1) return { zeros }
  if (/general/i.test(bare)) return 'plain'
  if (/\[[hms]+\]/i.test(bare)) return 'duration'
  const hasTime = /[hs]/i.test(bare)
  const hasDay = /[dy]/i.test(bare) || (/m/i.test(bare) && !hasTime) || /[eg]/.test(bare.replace(/e[+-]/gi, ''))
  if (hasDay) return hasTime ? 'datetime' : 'date'
  return hasTime ? 'time' : 'plain'
}

/**
 * Whole numbers with a digit for each place from the first 0 on: 00000, and as Excel formats French telephone numbers
 * 0#" "##" "##" "##" "##. A comma or point means an amount.
 */
const DIGITS = /^[#\s()-]*(0[0#\s()-]{0,30})$/
const SEPARATOR = /[\s()-]/g

/**
 * The text of a stored number: days as `2024-05-31`, with a time as `2024-05-31T14:30:00`, times as `14:30:00`, other
 * numbers in plain decimal digits, fractions rounded to the 15 digits that a spreadsheet shows. What is shown as 25 % or
 * 1.200,00 € is 0.25 and 1200: the value, not its dress.
 */
export function numberText(value: number, format: NumberFormat, is1904: boolean): string {
  if (format === 'plain') return decimalText(value)
  if (typeof format === 'object') {
    return Number.isInteger(value) && value >= 0 ? decimalText(value).padStart(format.zeros, '0') : decimalText(value)
  }
  const isClock = format === 'duration' || (format === 'time' && value < 1)
  if (isClock && value >= 0) return timeText(Math.round(value * 86_400))
  const serial = is1904 ? value + 1462 : value
  if (serial < 1 || serial >= LAST_SERIAL + 1) return decimalText(value)
  return dateText(serial, format)
}

/** Day 60 is a 29 February 1900 that never was: the days before it are one off. */
function dateText(serial: number, format: NumberFormat): string {
  const days = serial < 60 ? serial + 1 : serial
  const seconds = format === 'date' ? Math.floor(days) * 86_400 : Math.round(days * 86_400)
  const iso = new Date(Date.UTC(1899, 11, 30) + Math.floor(seconds / 86_400) * DAY_MS).toISOString().slice(0, 10)
  const time = seconds % 86_400
  return time === 0 ? iso : `${iso}T${timeText(time)}`
}

function timeText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** Whole numbers keep every digit: they may be ids, and what a spreadsheet has calculated is rounded elsewhere. */
function decimalText(value: number): string {
  const exact = String(value)
  if (Number.isSafeInteger(value) || (exact.length <= 15 && !exact.includes('e'))) return exact
  return withoutExponent(String(Number(value.toPrecision(15))))
}

/** An id stored as 1.2345E+20 must not arrive as one. */
function withoutExponent(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d)(?:\.(\d+))?e(.+)$/.exec(text) ?? []
  if (exponent === undefined) return text
  const places = Number(exponent)
  if (places > 0) return `${sign}${whole}${fraction.padEnd(places, '0')}`
  return `${sign}0.${'0'.repeat(-places - 1)}${whole}${fraction}`
}
