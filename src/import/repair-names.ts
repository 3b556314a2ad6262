/**
 * Reversible changes of cell values, in the order in which they run where a column has several. Each is shown with its
 * count and three examples before it is used.
 */
export const REPAIR_NAMES = [
  /** '=SUM(1) → =SUM(1): the apostrophe that export_failed_rows puts before what a spreadsheet would run. Always first. */
  'drop_guard',
  /** Spaces around the value, no-break and zero-width spaces. */
  'trim',
  /** A text → what somebody has said it means in this column: Kunde → customer. */
  'replace_values',
  /** N/A, n/a, -, –, NULL, none and the like become an empty cell. */
  'blank_placeholder',
  /** " John <a@b.com> ", "mailto:a@b.com", a trailing comma or full stop: the one address that is in it. */
  'clean_email',
  /** "https://acme.com/about", "acme.com/": the bare domain. */
  'clean_domain',
  /** Option by label, case or near spelling → internal value. */
  'match_option',
  /** A date that can be read in one way only → YYYY-MM-DD. */
  'iso_date',
  /** 1'234.56 → 1234.56, as the Swiss write; a currency sign or code goes with it. */
  'thousands_apostrophe',
  /** 1.234,56 → 1234.56, currency signs, codes and thousands separators removed, where the column proves the reading. */
  'decimal_comma',
  /** $1,234.56, USD 1,234.56 → 1,234.56: a currency sign or code removed, for numbers with a decimal point. */
  'currency_sign',
  /** 10% → 10, or 0.1 where the property shows percentages. Behind decimal_comma, which would read 1.234 another way. */
  'percent_sign',
  /** 030 123456 → +4930123456, where the number is valid in the country of its row. */
  'phone_e164',
] as const

export type RepairName = (typeof REPAIR_NAMES)[number]

/** Each once, in the order in which they run. */
export const inRepairOrder = (names: readonly RepairName[]): RepairName[] =>
  REPAIR_NAMES.filter((name) => names.includes(name))
