// AssemblyScript. `node scripts/build-kernel.mjs` compiles it into kernel-code.ts; a test fails where the two differ.
//
// Finds records and fields in UTF-8 bytes, 64 at a time, and hashes cells. One u32 for each field: the position of the
// byte that ends it. Four u32 for each record: its first field, the field behind its last, the line breaks before it,
// its marks; behind the last record an entry for what follows. Quotes are counted, not interpreted: where that could be wrong, scan() says so and nothing else holds.

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const QUOTE: u8 = 0x22;
const SPACE: u8 = 0x20;
/** Stands for a delimiter that is part of a cell, where cells are joined by delimiters. */
const CUT: u8 = 0x1f;

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
  const vDelimiter = i8x16.splat(<i8>delimiter), vNul = i8x16.splat(0);
  let nuls = vNul;
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
    nuls = v128.or(nuls, v128.or(
      v128.or(i8x16.eq(a, vNul), i8x16.eq(b, vNul)), v128.or(i8x16.eq(c, vNul), i8x16.eq(d, vNul))));
    const quote = bits(a, b, c, d, vQuote), lf = bits(a, b, c, d, vLf), cr = bits(a, b, c, d, vCr);
    const separator = bits(a, b, c, d, vDelimiter) | lf;
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
  return v128.any_true(nuls) ? -1 : <i32>((record - records) >> 4);
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
 * Sets bits in the marks of a record: `fine` where a cell is not blank, nothing where it is empty, else `unknown`.
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
      // Most cells begin with something that is neither white space nor a quote, and not with their end.
      if (load<u8>(start) > QUOTE && start != input + load<u32>(end)) {
        fineBits |= bit;
        continue;
      }
      const place = cell(input, ends, entry, column);
      const inner = <usize>(place & 0xffffffff);
      if (inner == <usize>(place >> 32)) continue;
      const first = load<u8>(inner);
      if (first > SPACE && first != QUOTE) fineBits |= bit;
      else unknownBits |= bit;
    }
    mark(fine, record, fineBits);
    mark(unknown, record, unknownBits);
  }
}

/** The same: `fine` where the cell is certainly an e-mail address of ASCII letters. */
export function markEmails(
  input: usize, ends: usize, records: usize, count: i32, column: i32, bit: i32, fine: usize, unknown: usize,
): void {
  for (let record = 0; record < count; record++) {
    const entry = records + (record << 4);
    if ((load<u32>(entry, 12) & WHOLE) == 0) continue;
    const place = cell(input, ends, entry, column);
    const start = <usize>(place & 0xffffffff), end = <usize>(place >> 32);
    if (start != end) mark(isEmail(start, <i32>(end - start)) ? fine : unknown, record, bit);
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
 * Two u32 of hash for the cells of some columns of every whole record, taken as the text that the cells make when they
 * are joined by the delimiter (one that is part of a cell is a CUT). `runs`: first and last column of each run of them.
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
      if ((marks & QUOTED) != 0) to = copyCells(input, first, last, end, <u8>delimiter, to);
      else if (runCount > 1) to = copy(start, end, to);
      else {
        from = start;
        to = end;
      }
    }
    hash(from, <i32>(to - from), false, hashes + (record << 3));
  }
}

function copyCells(input: usize, first: usize, last: usize, lastEnd: usize, delimiter: u8, target: usize): usize {
  let to = target;
  for (let field = first; field <= last; field += 4) {
    const start = input + load<u32>(field - 4) + 1, end = field == last ? lastEnd : input + load<u32>(field);
    if (field > first) store<u8>(to++, delimiter);
    to = end > start && load<u8>(start) == QUOTE ? copyQuoted(start + 1, end - 1, delimiter, to) : copy(start, end, to);
  }
  return to;
}

/** Up to 15 bytes too many. */
@inline
function copy(start: usize, end: usize, target: usize): usize {
  for (let p = start; p < end; p += 16) v128.store(target + (p - start), v128.load(p));
  return target + (end - start);
}

function copyQuoted(start: usize, end: usize, delimiter: u8, target: usize): usize {
  const vQuote = i8x16.splat(QUOTE), vDelimiter = i8x16.splat(delimiter);
  let p = start, to = target;
  while (p < end) {
    const block = v128.load(p);
    if (!v128.any_true(v128.or(i8x16.eq(block, vQuote), i8x16.eq(block, vDelimiter)))) {
      v128.store(to, block);
      const size = min<usize>(16, end - p);
      p += size;
      to += size;
      continue;
    }
    for (let upTo = min<usize>(p + 16, end); p < upTo; p++) {
      const byte = load<u8>(p);
      store<u8>(to++, byte == delimiter ? CUT : byte);
      if (byte == QUOTE) p++;
    }
  }
  return to;
}

/** TextHash in src/import/preflight computes the same. Two blocks at a time, which do not wait for each other. */
export function hash(start: usize, length: i32, lower: bool, target: usize): void {
  let a = i32x4.splat(length ^ 0x243f6a88), b = i32x4.splat(length ^ 0x85a308d3);
  let a2 = a, b2 = b;
  for (let at = 0; at < length; at += 32) {
    const words = block(start, at, length, lower);
    a = turn(a, words, 0x85ebca6b, 13);
    b = turn(b, words, 0x9e3779b1, 15);
    if (length - at <= 16) break;
    const others = block(start, at + 16, length, lower);
    a2 = turn(a2, others, 0x85ebca6b, 13);
    b2 = turn(b2, others, 0x9e3779b1, 15);
  }
  a = turn(a, a2, 0x85ebca6b, 13);
  b = turn(b, b2, 0x9e3779b1, 15);
  let high = length, low = length;
  high = foldHigh(foldHigh(high, i32x4.extract_lane(a, 0)), i32x4.extract_lane(a, 1));
  high = foldHigh(foldHigh(high, i32x4.extract_lane(a, 2)), i32x4.extract_lane(a, 3));
  low = foldLow(foldLow(low, i32x4.extract_lane(b, 0)), i32x4.extract_lane(b, 1));
  low = foldLow(foldLow(low, i32x4.extract_lane(b, 2)), i32x4.extract_lane(b, 3));
  high = mixed(high ^ (low >>> 16));
  store<i32>(target, high);
  store<i32>(target, mixed(low ^ high), 4);
}

/** Sixteen bytes; zeros behind the last one. */
@inline
function block(start: usize, at: i32, length: i32, lower: bool): v128 {
  let words = v128.load(start + at);
  if (lower) words = lowerCase(words);
  return length - at < 16 ? v128.and(words, i8x16.lt_u(PLACES, i8x16.splat(<i8>(length - at)))) : words;
}

@inline
function turn(state: v128, words: v128, factor: i32, shift: i32): v128 {
  const next = i32x4.mul(v128.xor(state, words), i32x4.splat(factor));
  return v128.xor(next, i32x4.shr_u(next, shift));
}

const PLACES: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

@inline
function lowerCase(text: v128): v128 {
  const isUpper = i8x16.lt_u(i8x16.sub(text, i8x16.splat(0x41)), i8x16.splat(26));
  return v128.or(text, v128.and(isUpper, i8x16.splat(0x20)));
}

@inline
function foldHigh(state: i32, word: i32): i32 {
  const next = (state ^ word) * 0x85ebca6b;
  return next ^ (next >>> 13);
}

@inline
function foldLow(state: i32, word: i32): i32 {
  const next = (state ^ word) * 0x9e3779b1;
  return next ^ (next >>> 15);
}

@inline
function mixed(lane: i32): i32 {
  const first = (lane ^ (lane >>> 16)) * 0x7feb352d;
  const second = (first ^ (first >>> 15)) * 0x846ca68b;
  return second ^ (second >>> 16);
}
