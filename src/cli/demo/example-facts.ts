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
