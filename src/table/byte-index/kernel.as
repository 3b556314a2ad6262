// AssemblyScript. `node scripts/build-kernel.mjs` compiles it into kernel-code.ts; a test fails where the two differ.
//
// Finds records and fields in UTF-8 bytes, 64 at a time, and hashes cells. One u32 for each field: the position of the
// byte that ends it. Four u32 for each record: its first field, the field behind its last, the line breaks before it,
// its marks; behind the last record an entry for what follows. Quotes are counted, not interpreted: where that could be wrong, scan() says so and nothing else holds.

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const QUOTE: u8 = 0x22;
const SPACE: u8 = 0x20;

const BLOCK: i32 = 64;

/** Marks of a record: it has as many fields as there are columns; a quote is in it. */
const WHOLE: u32 = 1;
const QUOTED: u32 = 2;

/** COLUMN_CAP of row-scanner.ts, which tells of rows with more. */
const MOST_FIELDS: i32 = 2000;
/** The same in kernel.ts. */
const LONGEST: i32 = 65536;

/**
 * The number of records that end within the bytes, or -1: in one of them a quote or a CR is where none belongs, or it
 * has too many fields or bytes; or there is a NUL.
 */
export function scan(input: usize, length: i32, ends: usize, records: usize, delimiter: i32, columns: i32): i32 {
  // Spaces behind the bytes, as long as they are read in whole blocks.
  const behind = input + length;
  const a = v128.load(behind), b = v128.load(behind, 16), c = v128.load(behind, 32), d = v128.load(behind, 48);
  memory.fill(behind, SPACE, BLOCK);
  const count = scanBlocks(input, length, ends, records, delimiter, columns);
  v128.store(behind, a);
  v128.store(behind, b, 16);
  v128.store(behind, c, 32);
  v128.store(behind, d, 48);
  return count;
}

function scanBlocks(input: usize, length: i32, ends: usize, records: usize, delimiter: i32, columns: i32): i32 {
  const vQuote = i8x16.splat(QUOTE), vLf = i8x16.splat(LF), vCr = i8x16.splat(CR);
  const vDelimiter = i8x16.splat(<i8>delimiter);
  let lowest = i8x16.splat(<i8>0xff);
  let wrong: u64 = 0;
  let inQuotes: u64 = 0, afterClosing: u64 = 0, afterCr: u64 = 0;
  let afterSeparator: u64 = 1;
  let lines: i32 = 0, quotes: i32 = 0;
  // The end of the field before the first: one before the first byte.
  store<u32>(ends, 0xffffffff);
  let fields: i32 = 1;
  let record = records;
  let firstField: i32 = 1, firstByte: i32 = 0, linesBefore: i32 = 0, quotesBefore: i32 = 0;
  for (let at = 0; at < length; at += BLOCK) {
    const p = input + at;
    const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
    const lowestHere = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
    lowest = i8x16.min_u(lowest, lowestHere);
    // Most blocks have neither quotes nor line ends.
    const quote = has(a, b, c, d, vQuote) ? bits(a, b, c, d, vQuote) : 0;
    let lf: u64 = 0, cr: u64 = 0;
    if (v128.any_true(i8x16.le_u(lowestHere, vCr))) {
      lf = bits(a, b, c, d, vLf);
      cr = bits(a, b, c, d, vCr);
    }
    const separator = bits(a, b, c, d, vDelimiter) | lf;
    if ((separator | quote | cr | afterClosing | afterCr) == 0) {
      afterSeparator = 0;
      continue;
    }
    let wrongHere = ((cr << 1) | afterCr) & ~lf;
    afterCr = cr >> 63;
    let inside = inQuotes;
    if ((quote | afterClosing) != 0) {
      inside ^= prefixXor(quote);
      inQuotes = <u64>(<i64>inside >> 63);
      const opening = quote & inside, closing = quote & ~inside;
      wrongHere |= opening & ~(((separator | quote) << 1) | afterSeparator);
      wrongHere |= ((closing << 1) | afterClosing) & ~(separator | cr | quote);
      afterClosing = closing >> 63;
    }
    afterSeparator = (separator | quote) >> 63;
    const fieldEnds = separator & ~inside;
    for (let rest = lf & ~inside; rest != 0; rest &= rest - 1) {
      const upTo = rest ^ (rest - 1);
      const end = fields + <i32>popcnt(fieldEnds & upTo);
      const endByte = at + <i32>ctz(rest);
      const quotesHere = quotes + <i32>popcnt(quote & upTo);
      const size = endByte - firstByte;
      if ((wrong | (wrongHere & upTo)) != 0 || end - firstField > MOST_FIELDS || size > LONGEST) return -1;
      store<u32>(record, firstField);
      store<u32>(record, end, 4);
      store<u32>(record, linesBefore, 8);
      store<u32>(record, (end - firstField == columns ? WHOLE : 0) | (quotesHere != quotesBefore ? QUOTED : 0), 12);
      record += 16;
      firstField = end;
      firstByte = endByte + 1;
      linesBefore = lines + <i32>popcnt(lf & upTo);
      quotesBefore = quotesHere;
    }
    wrong |= wrongHere;
    lines += <i32>popcnt(lf);
    quotes += <i32>popcnt(quote);
    storePositions(ends + (fields << 2), fieldEnds, at);
    fields += <i32>popcnt(fieldEnds);
  }
  store<u32>(record, firstField);
  store<u32>(record, linesBefore, 8);
  const hasNul = v128.any_true(i8x16.eq(lowest, i8x16.splat(0)));
  return hasNul ? -1 : <i32>((record - records) >> 4);
}

@inline
function has(a: v128, b: v128, c: v128, d: v128, byte: v128): bool {
  return v128.any_true(v128.or(
    v128.or(i8x16.eq(a, byte), i8x16.eq(b, byte)), v128.or(i8x16.eq(c, byte), i8x16.eq(d, byte))));
}

/**
 * How many records end within the bytes, `most` at most; blank lines are none. `input` is where a record begins. `result`,
 * two u32: the bytes up to the end of the last of them, and where a line ends of which only its text tells whether it is
 * blank (0: there is none; what follows was not looked at). -1: a quote or a CR is where none belongs.
 */
export function countRecords(input: usize, length: i32, delimiter: i32, most: i32, result: usize): i32 {
  const vQuote = i8x16.splat(QUOTE), vLf = i8x16.splat(LF), vCr = i8x16.splat(CR), vDelimiter = i8x16.splat(<i8>delimiter);
  let inQuotes: u64 = 0, afterClosing: u64 = 0, afterCr: u64 = 0, wrong: u64 = 0;
  let afterSeparator: u64 = 1;
  let count: i32 = 0, start: i32 = 0, undecided: i32 = 0;
  let hasDelimiter = false;
  for (let at = 0; at < length && undecided == 0 && count < most; at += BLOCK) {
    const p = input + at, valid = below(length - at);
    const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
    const quote = bits(a, b, c, d, vQuote) & valid, lf = bits(a, b, c, d, vLf) & valid;
    const cr = bits(a, b, c, d, vCr) & valid, between = bits(a, b, c, d, vDelimiter) & valid;
    let inside = inQuotes, wrongHere: u64 = 0;
    if ((quote | afterClosing) != 0) {
      inside ^= prefixXor(quote);
      inQuotes = <u64>(<i64>inside >> 63);
      const opening = quote & inside, closing = quote & ~inside;
      wrongHere = opening & ~(((between | lf | quote) << 1) | afterSeparator);
      wrongHere |= ((closing << 1) | afterClosing) & ~(between | lf | cr | quote);
      afterClosing = closing >> 63;
    }
    afterSeparator = (between | lf | quote) >> 63;
    const lineEnds = cr & ~inside;
    wrongHere |= ((lineEnds << 1) | afterCr) & ~lf;
    afterCr = lineEnds >> 63;
    const delimiters = between & ~inside;
    let done: u64 = 0;
    for (let rest = lf & ~inside; rest != 0; rest &= rest - 1) {
      const upTo = rest ^ (rest - 1);
      if ((wrong | (wrongHere & upTo)) != 0) return -1;
      const end = at + <i32>ctz(rest) + 1;
      if (hasDelimiter || (delimiters & upTo & ~done) != 0) count++;
      else {
        const first = load<u8>(input + start);
        if (first > SPACE && first < 0x80) count++;
        else if (first != LF && (first != CR || end - start > 2)) {
          undecided = end;
          break;
        }
      }
      start = end;
      done = upTo;
      hasDelimiter = false;
      if (count == most) break;
    }
    wrong |= wrongHere;
    hasDelimiter = hasDelimiter || (delimiters & ~done) != 0;
  }
  store<u32>(result, start);
  store<u32>(result, undecided, 4);
  return count;
}

@inline
function bits(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  return <u64>(<u32>i8x16.bitmask(i8x16.eq(a, byte)))
    | (<u64>(<u32>i8x16.bitmask(i8x16.eq(b, byte))) << 16)
    | (<u64>(<u32>i8x16.bitmask(i8x16.eq(c, byte))) << 32)
    | (<u64>(<u32>i8x16.bitmask(i8x16.eq(d, byte))) << 48);
}

/** From every odd bit on up to the next even one, that one not included: what is inside quotes. */
@inline
function prefixXor(bits: u64): u64 {
  let x = bits;
  x ^= x << 1;
  x ^= x << 2;
  x ^= x << 4;
  x ^= x << 8;
  x ^= x << 16;
  return x ^ (x << 32);
}

/** Four at a time, without asking whether there are so many: what is written too much is written over later. */
@inline
function storePositions(target: usize, positions: u64, at: i32): void {
  let out = target, rest = positions;
  while (rest != 0) {
    store<u32>(out, at + <i32>ctz(rest));
    rest &= rest - 1;
    store<u32>(out, at + <i32>ctz(rest), 4);
    rest &= rest - 1;
    store<u32>(out, at + <i32>ctz(rest), 8);
    rest &= rest - 1;
    store<u32>(out, at + <i32>ctz(rest), 12);
    rest &= rest - 1;
    out += 16;
  }
}

/** Where the cell of a column stands in a WHOLE record, without the quotes around it: its start, above it its end. */
@inline
function cell(input: usize, ends: usize, entry: usize, column: i32): u64 {
  const field = ends + ((load<u32>(entry) + column) << 2);
  let start = input + load<u32>(field - 4) + 1, end = input + load<u32>(field);
  if (field + 4 == ends + (load<u32>(entry, 4) << 2) && end > start && load<u8>(end - 1) == CR) end--;
  if (end > start && load<u8>(start) == QUOTE) {
    start++;
    end--;
  }
  return (<u64>end << 32) | start;
}

/**
 * Sets bits in the marks of a record: `fine` where a cell is certainly filled and no shortened number, nothing where it
 * is empty, else `unknown`.
 * `columns`: for each of these its number and its bit.
 */
export function markFilled(
  input: usize, ends: usize, records: usize, count: i32, columns: usize, columnCount: i32, fine: usize, unknown: usize,
): void {
  for (let record = 0; record < count; record++) {
    const entry = records + (record << 4);
    if ((load<u32>(entry, 12) & WHOLE) == 0) continue;
    const firstEnd = ends + (load<u32>(entry) << 2);
    let fineBits = 0, unknownBits = 0;
    for (let at = columns, behind = columns + (columnCount << 3); at < behind; at += 8) {
      const column = load<i32>(at), bit = load<i32>(at, 4);
      const end = firstEnd + (column << 2);
      const start = input + load<u32>(end - 4) + 1;
      const last = input + load<u32>(end);
      // Most cells begin with something that is neither white space nor a quote, and not with their end.
      if (load<u8>(start) > QUOTE && start != last && !mayBeShortened(start, last)) {
        fineBits |= bit;
        continue;
      }
      const place = cell(input, ends, entry, column);
      const inner = <usize>(place & 0xffffffff);
      if (inner == <usize>(place >> 32)) continue;
      const first = load<u8>(inner);
      if (first > SPACE && first != QUOTE && !mayBeShortened(inner, <usize>(place >> 32))) fineBits |= bit;
      else unknownBits |= bit;
    }
    mark(fine, record, fineBits);
    mark(unknown, record, unknownBits);
  }
}

/** The text may be a number such as 4.15556E+11, which a spreadsheet program has shortened: a plus before two characters. */
@inline
function mayBeShortened(start: usize, end: usize): bool {
  return end >= start + LEAST_SHORTENED && (load<u8>(end - 3) == PLUS || load<u8>(end - 1) <= SPACE);
}

/** Bytes of 4E+11. */
const LEAST_SHORTENED: usize = 5;

/** Kinds of values; the same in kernel.ts. */
const EMAIL: i32 = 0, DOMAIN: i32 = 1, ID: i32 = 2, DIGIT: i32 = 3, BARE: i32 = 4;

/** The same for one column: `fine` where the cell is certainly of the kind. */
export function markPlain(
  input: usize, ends: usize, records: usize, count: i32, column: i32, bit: i32, fine: usize, unknown: usize, kind: i32,
): void {
  for (let record = 0; record < count; record++) {
    const entry = records + (record << 4);
    if ((load<u32>(entry, 12) & WHOLE) == 0) continue;
    const place = cell(input, ends, entry, column);
    const start = <usize>(place & 0xffffffff), end = <usize>(place >> 32);
    if (start != end) mark(isPlain(kind, start, <i32>(end - start)) ? fine : unknown, record, bit);
  }
}

function isPlain(kind: i32, start: usize, length: i32): bool {
  if (kind == EMAIL) return isEmail(start, length);
  if (kind == DIGIT) return hasDigit(start, length) && !mayBeShortened(start, start + length);
  if (kind == BARE) return isBare(start, length);
  if (kind == DOMAIN) return isDomain(start, length);
  return kind == ID && length <= 16 && digitsIn(start, length) == below(length);
}

/** As many bits from the lowest on. */
@inline
function below(count: i32): u64 {
  return count >= 64 ? ~(<u64>0) : (<u64>1 << count) - 1;
}

/** One bit for each digit of up to 16 bytes. */
@inline
function digitsIn(start: usize, length: i32): u64 {
  const isDigit = i8x16.lt_u(i8x16.sub(v128.load(start), i8x16.splat(0x30)), i8x16.splat(10));
  return <u64>(<u32>i8x16.bitmask(isDigit)) & below(length);
}

function hasDigit(start: usize, length: i32): bool {
  for (let at = 0; at < length; at += 16) if (digitsIn(start + at, min(16, length - at)) != 0) return true;
  return false;
}

/** Neither space around it nor anything beyond plain ASCII in it, no quote, and not shortened: the text is the bytes. */
function isBare(start: usize, length: i32): bool {
  for (let at = 0; at < length; at += 16) {
    const block = v128.load(start + at);
    const isPrinted = i8x16.lt_u(i8x16.sub(block, i8x16.splat(SPACE)), i8x16.splat(0x7f - SPACE));
    const isText = v128.andnot(isPrinted, i8x16.eq(block, i8x16.splat(QUOTE)));
    const all = <u32>below(min(16, length - at));
    if ((<u32>i8x16.bitmask(isText) & all) != all) return false;
  }
  return load<u8>(start) != SPACE && load<u8>(start + length - 1) != SPACE && !mayBeShortened(start, start + length);
}

/** Labels of ASCII letters, digits and hyphens between dots; the last of letters only. */
function isDomain(start: usize, length: i32): bool {
  if (length > LONGEST_DOMAIN) return false;
  const end = start + length;
  let label = start, before = DOT, isOfLetters = true;
  for (let p = start; p < end; p++) {
    const byte = load<u8>(p);
    const isLetter = <u8>((byte | 0x20) - 0x61) < 26;
    if (byte == DOT) {
      if (before == DOT || before == HYPHEN || p - label > LONGEST_LABEL) return false;
      label = p + 1;
      isOfLetters = true;
    } else {
      if (!isLetter && <u8>(byte - 0x30) > 9 && (byte != HYPHEN || before == DOT)) return false;
      isOfLetters = isOfLetters && isLetter;
    }
    before = byte;
  }
  return label > start && isOfLetters && end - label >= 2 && end - label <= LONGEST_LABEL;
}

const DOT: u8 = 0x2e;
const HYPHEN: u8 = 0x2d;
const LONGEST_DOMAIN: i32 = 200;
const LONGEST_LABEL: usize = 63;

/**
 * The same: `fine` where the cell is a number such as 12, -12 or -12.5, which no notation reads as another one (1.234 is
 * none of them). Answers how many of these have a point.
 */
export function markNumbers(
  input: usize, ends: usize, records: usize, count: i32, column: i32, bit: i32, fine: usize, unknown: usize,
): i32 {
  let points = 0;
  for (let record = 0; record < count; record++) {
    const entry = records + (record << 4);
    if ((load<u32>(entry, 12) & WHOLE) == 0) continue;
    const place = cell(input, ends, entry, column);
    const start = <usize>(place & 0xffffffff), end = <usize>(place >> 32);
    if (start == end) continue;
    const point = pointOf(start, <i32>(end - start));
    if (point > 0) points++;
    mark(point >= 0 ? fine : unknown, record, bit);
  }
  return points;
}

/** Where the point of a number is; 0: it is whole, -1: it is no number of this kind. */
@inline
function pointOf(start: usize, length: i32): i32 {
  const first = load<u8>(start) == HYPHEN ? 1 : 0;
  if (length > 16 || length == first) return -1;
  const rest = below(length) & ~below(first);
  const others = rest & ~digitsIn(start, length);
  if (others == 0) return 0;
  const point = <i32>ctz(others);
  const decimals = length - point - 1;
  const isOne = (others & (others - 1)) == 0 && load<u8>(start + point) == DOT;
  return isOne && point > first && decimals > 0 && decimals != 3 ? point : -1;
}

/**
 * The same: `fine` where the cell has a digit and begins with a plus. What begins with something else that is no space is
 * counted, and `fine` too where it has a digit, unless `leavesOthers` is set: then it is unknown.
 */
export function markPhones(
  input: usize, ends: usize, records: usize, count: i32, column: i32, bit: i32, fine: usize, unknown: usize,
  leavesOthers: i32,
): i32 {
  let others = 0;
  for (let record = 0; record < count; record++) {
    const entry = records + (record << 4);
    if ((load<u32>(entry, 12) & WHOLE) == 0) continue;
    const place = cell(input, ends, entry, column);
    const start = <usize>(place & 0xffffffff), length = <i32>(<usize>(place >> 32) - start);
    if (length == 0) continue;
    const first = load<u8>(start);
    const isOther = first != PLUS;
    const isFine = first > SPACE && hasDigit(start, length) && !mayBeShortened(start, start + length) && !(isOther && leavesOthers != 0);
    if (isOther && isFine) others++;
    mark(isFine ? fine : unknown, record, bit);
  }
  return others;
}

const PLUS: u8 = 0x2b;

/** Orders of dates; the same in kernel.ts. */
const MONTH_FIRST: i32 = 0, YEAR_FIRST: i32 = 2;

/** What a date says about the order of the others. */
const NO_DATE: i32 = 0, SAYS_NOTHING: i32 = 1, ONLY_MONTH_FIRST: i32 = 2, ONLY_DAY_FIRST: i32 = 3, EITHER: i32 = 4;

/**
 * The same: `fine` where the cell is a date such as 2024-03-05 or, with the year at the end in the import's order,
 * 3/5/2024; behind either may stand a time such as 14:05:30. `counts`: three u32, to which dates are added that allow
 * only the month first, only the day first, or either. `countsEither` 0: those are unknown.
 */
export function markDates(
  input: usize, ends: usize, records: usize, count: i32, column: i32, bit: i32, fine: usize, unknown: usize,
  order: i32, countsEither: i32, counts: usize,
): void {
  for (let record = 0; record < count; record++) {
    const entry = records + (record << 4);
    if ((load<u32>(entry, 12) & WHOLE) == 0) continue;
    const place = cell(input, ends, entry, column);
    const start = <usize>(place & 0xffffffff), end = <usize>(place >> 32);
    if (start == end) continue;
    const says = dateAt(start, end, order);
    const isFine = says != NO_DATE && (says != EITHER || countsEither != 0);
    mark(isFine ? fine : unknown, record, bit);
    if (!isFine || says == SAYS_NOTHING) continue;
    const counter = counts + ((says - ONLY_MONTH_FIRST) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
}

function dateAt(start: usize, end: usize, order: i32): i32 {
  if (end - start == 10) {
    const digits = i8x16.sub(v128.load(start), i8x16.splat(0x30));
    const places = i8x16.bitmask(i8x16.lt_u(digits, i8x16.splat(10))) & 0x3ff;
    if (places == ISO_DIGITS && load<u8>(start, 4) == HYPHEN && load<u8>(start, 7) == HYPHEN) {
      const pairs = pairsOf(i8x16.shuffle(digits, digits, 0, 1, 2, 3, 5, 6, 8, 9, 0, 0, 0, 0, 0, 0, 0, 0));
      const year = pair(pairs, 0) * 100 + pair(pairs, 1);
      const isInRange = year >= FIRST_YEAR && year <= LAST_YEAR;
      return isInRange && isCalendarDate(year, pair(pairs, 2), pair(pairs, 3)) ? SAYS_NOTHING : NO_DATE;
    }
    if (places == YEAR_LAST_DIGITS && order != YEAR_FIRST) {
      const separator = load<u8>(start, 2);
      if (separator != load<u8>(start, 5) || (separator != SLASH && separator != DOT && separator != HYPHEN)) return NO_DATE;
      const pairs = pairsOf(i8x16.shuffle(digits, digits, 0, 1, 3, 4, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0, 0));
      const year = pair(pairs, 2) * 100 + pair(pairs, 3);
      return yearLast(pair(pairs, 0), pair(pairs, 1), year, order);
    }
  }
  // 12-3-2024 and 3-12-2024 have a hyphen there, too.
  const isYearFirst = load<u8>(start, 4) == HYPHEN && load<u8>(start, 1) != HYPHEN && load<u8>(start, 2) != HYPHEN;
  if (order == YEAR_FIRST || isYearFirst) {
    return isIsoDate(start, end) ? SAYS_NOTHING : NO_DATE;
  }
  let p = start;
  const first = oneOrTwoDigits(p);
  p += first < 0 ? 0 : first >> 8;
  const separator = load<u8>(p);
  if (first < 0 || (separator != SLASH && separator != DOT && separator != HYPHEN)) return NO_DATE;
  const second = oneOrTwoDigits(p + 1);
  p += 1 + (second < 0 ? 0 : second >> 8);
  if (second < 0 || load<u8>(p) != separator || p + 5 > end) return NO_DATE;
  const year = twoDigits(p + 1) * 100 + twoDigits(p + 3);
  const says = yearLast(first & 255, second & 255, year, order);
  return isPlainTime(p + 5, end) ? says : NO_DATE;
}

/** Of a date whose year stands at its end. */
function yearLast(first: i32, second: i32, year: i32, order: i32): i32 {
  if (year < FIRST_YEAR || year > LAST_YEAR) return NO_DATE;
  const isMonthFirst = isCalendarDate(year, first, second);
  const isDayFirst = isCalendarDate(year, second, first);
  if (!(order == MONTH_FIRST ? isMonthFirst : isDayFirst)) return NO_DATE;
  if (isMonthFirst && isDayFirst) return first == second ? SAYS_NOTHING : EITHER;
  return isMonthFirst ? ONLY_MONTH_FIRST : ONLY_DAY_FIRST;
}

/** Where digits stand in 2024-03-05 and in 03/05/2024: one bit for each byte. */
const ISO_DIGITS: i32 = 0b1101101111, YEAR_LAST_DIGITS: i32 = 0b1111011011;

/** Four numbers of two digits out of eight digits. */
@inline
function pairsOf(digits: v128): u64 {
  const words = <u64>i64x2.extract_lane(digits, 0);
  return words * 10 + (words >>> 8);
}

@inline
function pair(pairs: u64, place: i32): i32 {
  return <i32>(pairs >>> (place << 4)) & 255;
}

/** Those of date-text.ts in src/import/preflight. */
const FIRST_YEAR: i32 = 1000, LAST_YEAR: i32 = 3000;
const SLASH: u8 = 0x2f;
/** Far below zero, also when it is added to something. */
const NO_NUMBER: i32 = -100000;

function isIsoDate(start: usize, end: usize): bool {
  if (end - start < 10 || load<u8>(start, 4) != HYPHEN || load<u8>(start, 7) != HYPHEN) return false;
  const year = twoDigits(start) * 100 + twoDigits(start + 2);
  const isInRange = year >= FIRST_YEAR && year <= LAST_YEAR;
  return isInRange && isCalendarDate(year, twoDigits(start + 5), twoDigits(start + 8)) && isPlainTime(start + 10, end);
}

@inline
function twoDigits(p: usize): i32 {
  const tens = <u8>(load<u8>(p) - 0x30), ones = <u8>(load<u8>(p, 1) - 0x30);
  return tens <= 9 && ones <= 9 ? <i32>tens * 10 + <i32>ones : NO_NUMBER;
}

/** The number, above it how many digits it has; below zero: there is none. */
@inline
function oneOrTwoDigits(p: usize): i32 {
  const two = twoDigits(p);
  if (two >= 0) return two | (2 << 8);
  const one = <u8>(load<u8>(p) - 0x30);
  return one <= 9 ? <i32>one | (1 << 8) : NO_NUMBER;
}

@inline
function isCalendarDate(year: i32, month: i32, day: i32): bool {
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month == 2) return day == 29 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31);
}

/** Nothing, or hours and minutes, with seconds or without, with a Z or without. */
function isPlainTime(start: usize, end: usize): bool {
  if (start == end) return true;
  const byte = load<u8>(start);
  const length = end - start - (load<u8>(end - 1) == 0x5a ? 1 : 0);
  if ((byte != SPACE && byte != 0x54) || (length != 6 && length != 9)) return false;
  const hours = twoDigits(start + 1), minutes = twoDigits(start + 4);
  const seconds = length == 9 ? twoDigits(start + 7) : 0;
  if (load<u8>(start, 3) != COLON || (length == 9 && load<u8>(start, 6) != COLON)) return false;
  return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59 && seconds >= 0 && seconds <= 59;
}

const COLON: u8 = 0x3a;

/** A table of cells of up to 32 bytes: how many they are, then slots of the bytes, zeros behind them, and the length. */
const KNOWN_HEADER: usize = 16;
const KNOWN_SLOT: usize = 48;
const KNOWN_SLOTS: i32 = 1024;
const FULLEST: u32 = 512;
const LONGEST_KNOWN: i32 = 32;

/** The same: `fine` where the cell is in the table. */
export function markKnown(
  input: usize, ends: usize, records: usize, count: i32, column: i32, bit: i32, fine: usize, unknown: usize,
  table: usize,
): void {
  for (let record = 0; record < count; record++) {
    const entry = records + (record << 4);
    if ((load<u32>(entry, 12) & WHOLE) == 0) continue;
    const place = cell(input, ends, entry, column);
    const start = <usize>(place & 0xffffffff), length = <i32>(<usize>(place >> 32) - start);
    if (length == 0) continue;
    const isKnown = length <= LONGEST_KNOWN && load<i32>(knownSlot(table, start, length), 32) != 0;
    mark(isKnown ? fine : unknown, record, bit);
  }
}

/** Adds the cell of one record to the table, if it is short and there is room. */
export function learnCell(input: usize, ends: usize, records: usize, record: i32, column: i32, table: usize): void {
  const place = cell(input, ends, records + (record << 4), column);
  const start = <usize>(place & 0xffffffff), length = <i32>(<usize>(place >> 32) - start);
  if (length == 0 || length > LONGEST_KNOWN || load<u32>(table) >= FULLEST) return;
  const slot = knownSlot(table, start, length);
  if (load<i32>(slot, 32) != 0) return;
  v128.store(slot, block(start, 0, length, false));
  if (length > 16) v128.store(slot, block(start, 16, length, false), 16);
  store<i32>(slot, length, 32);
  store<u32>(table, load<u32>(table) + 1);
}

/** Where the cell is, or the free slot where it belongs. */
@inline
function knownSlot(table: usize, start: usize, length: i32): usize {
  const a = block(start, 0, length, false);
  const b = length > 16 ? block(start, 16, length, false) : i64x2.splat(0);
  const words = v128.xor(a, i64x2.add(b, b));
  const hash = (i64x2.extract_lane(words, 0) ^ rotl<u64>(i64x2.extract_lane(words, 1), 32) ^ <u64>length) * PRIME_A;
  let slot = <i32>(hash >>> 40) & (KNOWN_SLOTS - 1);
  while (true) {
    const at = table + KNOWN_HEADER + <usize>slot * KNOWN_SLOT;
    const isSame = v128.and(i8x16.eq(a, v128.load(at)), i8x16.eq(b, v128.load(at, 16)));
    const knownLength = load<i32>(at, 32);
    if (knownLength == 0 || (knownLength == length && i8x16.all_true(isSame))) return at;
    slot = (slot + 1) & (KNOWN_SLOTS - 1);
  }
}

@inline
function mark(marks: usize, record: i32, bit: i32): void {
  const target = marks + (record << 2);
  store<i32>(target, load<i32>(target) | bit);
}

const LONGEST_EMAIL: i32 = 64;

/** One bit for each byte. */
function isEmail(start: usize, length: i32): bool {
  if (length > LONGEST_EMAIL) return false;
  let letters: u64 = 0, digits: u64 = 0, dots: u64 = 0, hyphens: u64 = 0, ats: u64 = 0, signs: u64 = 0;
  for (let at = 0; at < length; at += 16) {
    const block = v128.load(start + at);
    const lower = v128.or(block, i8x16.splat(0x20));
    letters |= <u64>(<u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(26)))) << at;
    digits |= <u64>(<u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(block, i8x16.splat(0x30)), i8x16.splat(10)))) << at;
    dots |= <u64>(<u32>i8x16.bitmask(i8x16.eq(block, i8x16.splat(0x2e)))) << at;
    hyphens |= <u64>(<u32>i8x16.bitmask(i8x16.eq(block, i8x16.splat(0x2d)))) << at;
    ats |= <u64>(<u32>i8x16.bitmask(i8x16.eq(block, i8x16.splat(0x40)))) << at;
    signs |= <u64>(<u32>i8x16.bitmask(v128.or(
      i8x16.eq(block, i8x16.splat(0x5f)), i8x16.eq(block, i8x16.splat(0x2b))))) << at;
  }
  const all = (~(<u64>0)) >> (64 - length);
  if (((letters | digits | dots | hyphens | ats | signs) & all) != all || popcnt(ats & all) != 1) return false;
  const at = ats & all, local = at - 1, domain = all & ~local & ~at;
  const dotsInDomain = dots & domain;
  if (dotsInDomain == 0 || local == 0) return false;
  // A dot has something on both sides; in the domain no label begins or ends with a hyphen, and there are no signs.
  const edges = at | (at << 1) | 1 | (at >> 1) | (<u64>1 << (length - 1));
  if ((dots & all & (edges | (dots << 1))) != 0 || (signs & domain) != 0) return false;
  const labelEdges = (at << 1) | (dotsInDomain << 1) | (dotsInDomain >> 1);
  if ((hyphens & domain & labelEdges) != 0) return false;
  const suffix = all & (~(<u64>0) << (64 - <i32>clz(dotsInDomain)));
  return (suffix & ~letters) == 0 && popcnt(suffix) >= 2;
}

/** Two u32 of hash for one column of every WHOLE record; `lower`: as if its ASCII letters were lower case. */
export function hashCells(
  input: usize, ends: usize, records: usize, count: i32, column: i32, lower: bool, hashes: usize,
): void {
  for (let record = 0; record < count; record++) {
    const entry = records + (record << 4);
    if ((load<u32>(entry, 12) & WHOLE) == 0) continue;
    const place = cell(input, ends, entry, column);
    const start = <usize>(place & 0xffffffff);
    hash(start, <i32>(<usize>(place >> 32) - start), lower, hashes + (record << 3));
  }
}

/**
 * Two u32 of hash for the cells of some columns of every whole record, taken as the text that they make when they are
 * joined by the delimiter, in quotes where they need them: mostly the bytes as they are. `runs`: first and last column of
 * each run of them.
 */
export function hashRecords(
  input: usize, ends: usize, records: usize, count: i32, runs: usize, runCount: i32, delimiter: i32, scratch: usize,
  hashes: usize,
): void {
  for (let record = 0; record < count; record++) {
    const entry = records + (record << 4);
    const marks = load<u32>(entry, 12);
    if ((marks & WHOLE) == 0) continue;
    const firstEnd = ends + (load<u32>(entry) << 2), lastEnd = ends + (load<u32>(entry, 4) << 2) - 4;
    let from = scratch, to = scratch;
    for (let run = 0; run < runCount; run++) {
      const first = firstEnd + (load<u32>(runs + (run << 3)) << 2), last = firstEnd + (load<u32>(runs + (run << 3), 4) << 2);
      const start = input + load<u32>(first - 4) + 1;
      let end = input + load<u32>(last);
      if (last == lastEnd && end > start && load<u8>(end - 1) == CR) end--;
      if (run > 0) store<u8>(to++, <u8>delimiter);
      const asItIs = (marks & QUOTED) == 0 || areQuotesNeeded(input, first, last, end, <u8>delimiter);
      if (!asItIs) to = copyCells(input, first, last, end, <u8>delimiter, to);
      else if (runCount > 1) to = copy(start, end, to);
      else {
        from = start;
        to = end;
      }
    }
    hash(from, <i32>(to - from), false, hashes + (record << 3));
  }
}

/** Whether every cell in quotes needs them. */
function areQuotesNeeded(input: usize, first: usize, last: usize, lastEnd: usize, delimiter: u8): bool {
  for (let field = first; field <= last; field += 4) {
    const start = input + load<u32>(field - 4) + 1;
    if (load<u8>(start) != QUOTE) continue;
    const end = field == last ? lastEnd : input + load<u32>(field);
    if (end > start && !needsQuotes(start + 1, end - 1, delimiter)) return false;
  }
  return true;
}

/** A delimiter, a quote or a line end is in it. */
function needsQuotes(start: usize, end: usize, delimiter: u8): bool {
  const vQuote = i8x16.splat(QUOTE), vDelimiter = i8x16.splat(delimiter), vLf = i8x16.splat(LF), vCr = i8x16.splat(CR);
  for (let p = start; p < end; p += 16) {
    const block = v128.load(p);
    const isSpecial = v128.or(
      v128.or(i8x16.eq(block, vQuote), i8x16.eq(block, vDelimiter)), v128.or(i8x16.eq(block, vLf), i8x16.eq(block, vCr)));
    if ((<u64>(<u32>i8x16.bitmask(isSpecial)) & below(<i32>min<usize>(16, end - p))) != 0) return true;
  }
  return false;
}

/** The cells without quotes that they do not need. */
function copyCells(input: usize, first: usize, last: usize, lastEnd: usize, delimiter: u8, target: usize): usize {
  let to = target, from = input + load<u32>(first - 4) + 1;
  for (let field = first; field <= last; field += 4) {
    const start = input + load<u32>(field - 4) + 1;
    if (load<u8>(start) != QUOTE) continue;
    const end = field == last ? lastEnd : input + load<u32>(field);
    if (end <= start || needsQuotes(start + 1, end - 1, delimiter)) continue;
    to = copy(start + 1, end - 1, copy(from, start, to));
    from = end;
  }
  return copy(from, lastEnd, to);
}

/** Up to 15 bytes too many. */
@inline
function copy(start: usize, end: usize, target: usize): usize {
  for (let p = start; p < end; p += 16) v128.store(target + (p - start), v128.load(p));
  return target + (end - start);
}

/**
 * Two u32 of hash: of every sixteen bytes, words are multiplied with words and the bytes are added. Even and odd blocks
 * do not wait for each other; keys that change from block to block make their order count.
 */
export function hash(start: usize, length: i32, lower: bool, target: usize): void {
  let key = FIRST_KEY, even = i64x2.splat(0), odd = even, at = 0;
  for (; length - at >= 32; at += 32) {
    even = i64x2.add(even, product(sixteen(start + at, lower), key));
    odd = i64x2.add(odd, product(sixteen(start + at + 16, lower), v128.not(key)));
    key = i64x2.add(key, NEXT_KEY);
  }
  if (length > at) even = i64x2.add(even, product(block(start, at, length, lower), key));
  if (length - at > 16) odd = i64x2.add(odd, product(block(start, at + 16, length, lower), v128.not(key)));
  const a = (i64x2.extract_lane(even, 0) ^ rotl<u64>(i64x2.extract_lane(even, 1), 29)) * PRIME_A;
  const b = (i64x2.extract_lane(odd, 0) ^ rotl<u64>(i64x2.extract_lane(odd, 1), 31)) * PRIME_B;
  const all = mixed(a ^ rotl<u64>(b, 27) ^ (<u64>length * PRIME_C));
  store<u32>(target, <u32>(all >>> 32));
  store<u32>(target, <u32>all, 4);
}

const FIRST_KEY: v128 = i64x2(0x3c6ef372fe94f82b, 0x510e527fade682d1);
const NEXT_KEY: v128 = i64x2(0x1f83d9abfb41bd6b, 0x5be0cd19137e2179);
const PRIME_A: u64 = 0x9e3779b185ebca87;
const PRIME_B: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_C: u64 = 0x165667b19e3779f9;

/** Each of the two low words times the high word above it, and the words themselves. */
@inline
function product(words: v128, key: v128): v128 {
  const keyed = v128.xor(words, key);
  const high = i8x16.shuffle(keyed, keyed, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  return i64x2.add(i64x2.extmul_low_i32x4_u(keyed, high), words);
}

@inline
function mixed(word: u64): u64 {
  let x = word;
  x = (x ^ (x >>> 33)) * 0xff51afd7ed558ccd;
  x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53;
  return x ^ (x >>> 33);
}

@inline
function sixteen(start: usize, lower: bool): v128 {
  const words = v128.load(start);
  return lower ? lowerCase(words) : words;
}

/** Sixteen bytes; zeros behind the last one. */
@inline
function block(start: usize, at: i32, length: i32, lower: bool): v128 {
  const words = sixteen(start + at, lower);
  return length - at < 16 ? v128.and(words, i8x16.lt_u(PLACES, i8x16.splat(<i8>(length - at)))) : words;
}

const PLACES: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

@inline
function lowerCase(text: v128): v128 {
  const isUpper = i8x16.lt_u(i8x16.sub(text, i8x16.splat(0x41)), i8x16.splat(26));
  return v128.or(text, v128.and(isUpper, i8x16.splat(0x20)));
}

/** What is said of a row; the same in src/import/preflight/key-table.ts, where the table is explained. */
const NEW: i32 = 0, NOT_SURE: i32 = -1, NO_ROW: i32 = -2, KEYLESS: i32 = -3;
const KEY_BITS: i32 = 0x7ff;
const KEY_SLOT: usize = 12;
/** Only so that what is read ahead is needed by somebody. */
let readAhead: i32 = 0;

/**
 * Puts the keys of rows into the table from `table` to `end`, where they are new, and writes to `outcomes` what is said
 * of each row. Hashes are pairs of u32. Answers how many were put; there must be room.
 */
export function addRows(
  table: usize, end: usize, scale: f64, keys: usize, rows: usize, lines: usize, outcomes: usize, fine: usize,
  unknown: usize, bit: i32, count: i32,
): i32 {
  // One after the other, so that the memory is waited for once.
  for (let at = 0; at < count; at++) readAhead ^= load<i32>(keySlot(table, scale, load<u32>(keys + (at << 3), 4)), 4);
  let added = 0;
  for (let at = 0; at < count; at++) {
    const word = at << 2, outcome = outcomes + word;
    if (load<i32>(outcome) == NO_ROW) continue;
    if ((load<i32>(fine + word) & bit) == 0) {
      store<i32>(outcome, (load<i32>(unknown + word) & bit) == 0 ? KEYLESS : NOT_SURE);
      continue;
    }
    const high = load<i32>(keys + (at << 3)), low = load<i32>(keys + (at << 3), 4);
    let slot = keySlot(table, scale, low), line = load<i32>(slot, 4);
    while (line != 0 && (load<i32>(slot) != high || ((load<i32>(slot, 8) ^ low) & KEY_BITS) != 0)) {
      slot += KEY_SLOT;
      if (slot == end) slot = table;
      line = load<i32>(slot, 4);
    }
    store<i32>(outcome, line == 0 ? NEW : NOT_SURE);
    if (line != 0) continue;
    store<i32>(slot, high);
    store<i32>(slot, load<i32>(lines + word), 4);
    store<i32>(slot, (low & KEY_BITS) | (load<i32>(rows + (at << 3)) & ~KEY_BITS), 8);
    added++;
  }
  return added;
}

@inline
function keySlot(table: usize, scale: f64, low: u32): usize {
  return table + <usize>(<u32>(<f64>low * scale)) * KEY_SLOT;
}
