import { once } from '../../once.ts'

const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl']

/** 1–12 for a month's name or its usual short form in seven languages, or null. */
export const monthNumber = (name: string): number | null => monthsByName().get(simplified(name)) ?? null

/** Built on first use. A name that stands for different months in two languages is null. */
const monthsByName = once<Map<string, number | null>>(() => {
  const months = new Map<string, number | null>()
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' })
      for (let month = 1; month <= 12; month += 1) {
        const name = simplified(format.format(Date.UTC(2024, month - 1, 15)))
        const known = months.get(name)
        months.set(name, known === undefined || known === month ? month : null)
      }
    }
  }
  return months
})

const simplified = (name: string): string => name.toLowerCase().replace(/\.$/, '').normalize('NFC')
