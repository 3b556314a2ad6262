/** What is known of examples/leads.csv; scripts/make-example.mjs puts it there. */
export const EXAMPLE = {
  rows: 1000,
  columns: 17,
  withoutMatch: ['Legacy ID'],
  dateFormat: 'DAY_MONTH_YEAR',
  /** Ten of the cells that cost values or rows, by errorType: how many there are. */
  findings: {
    INVALID_EMAIL: 9,
    INCORRECT_NUMBER_OF_COLUMNS: 1,
    COULD_NOT_PARSE_DATE: 5,
    COULD_NOT_PARSE_NUMBER: 4,
    COULD_NOT_FIND_OWNER: 2,
    MULTIPLE_OWNERS_FOUND: 1,
  },
  rowsLost: 10,
  /** Addresses that can be mended without a person. */
  addressesMended: 5,
} as const

/** What a person writes into the file of failed rows instead of what no program can know. */
export const CORRECTIONS: readonly (readonly [wrong: string, right: string])[] = [
  ['ask Sabine', 'kenichi.ito.320@sankai-denki.example'],
  ['zoe.o-connor.623@thornbury-energy,', 'zoe.o-connor.623@thornbury-energy.example,'],
  ['@@', '@'],
  ['marcus.osei.803 at ', 'marcus.osei.803@'],
  ['Leeds,Opportunity,', 'Leeds,United Kingdom,Opportunity,'],
  ['sam.left@example.com', 'anna.keller@example.com'],
  ['Nadia Former', 'anna.keller@example.com'],
  [',Maria Garcia,', ',maria.garcia@example.com,'],
  ['2.5 million', '2500000'],
  ['4 Mio EUR', '4000000'],
  ['Tier 2B', 'Lead'],
  ['Costumer', 'Customer'],
  ['warm-ish', 'Lead'],
  ['next quarter', '2026-01-15'],
  ['45/03/2024', '2024-03-25'],
  ['31/11/2024', '2024-11-30'],
  ['00/06/2025', '2025-06-01'],
  ['31/02/2025', '2025-02-28'],
]
