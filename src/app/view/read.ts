/** What a host sends is read field by field: what is missing or of another kind becomes an empty value. */
export type Fields = Readonly<Record<string, unknown>>

export const fields = (value: unknown): Fields => (isRecord(value) ? value : {})

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

export const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

export const list = <T>(value: unknown, each: (item: Fields) => T): T[] =>
  Array.isArray(value) ? value.map((item) => each(fields(item))) : []

export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : [])

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
