import type { Encoding } from '../../src/table/encoding/encodings.ts'
import type { Delimiter } from '../../src/table/table.ts'

export interface CsvCase {
  /** A sentence that begins with "the reader". */
  name: string
  text: string
  cells: string[][]
  /** On which line each row begins. */
  lines: number[]
  delimiter?: Delimiter
  /** Why papaparse reads it in another way. */
  because?: string
}

export interface RefusedCase {
  name: string
  text: string
  code: string
  message: RegExp
}

const LINE_ENDS =
  'Papa takes the line end that it meets first for the only one; files put together from several have more'
const AFTER_QUOTE =
  'Papa goes on to the next quote before a delimiter, over cells and lines; Excel and Python add the rest to the cell'
const LONE_BLANK = 'Papa skips a quoted empty line like a blank one, which would lose a row that csvLines() wrote'
const WHITE_SPACE = 'a line of white space has nothing that could be imported; Papa makes a row of it'

/** What the readers give for every kind of CSV, right and wrong. docs/csv.md tells the same to people. */
export const CSV_CASES: readonly CsvCase[] = [
  // Rows and line ends
  {
    name: 'reads plain rows',
    text: 'a,b\n1,2\n',
    cells: [
      ['a', 'b'],
      ['1', '2'],
    ],
    lines: [1, 2],
  },
  {
    name: 'reads a last row without a line end',
    text: 'a,b\n1,2',
    cells: [
      ['a', 'b'],
      ['1', '2'],
    ],
    lines: [1, 2],
  },
  { name: 'reads a file of one row', text: 'only,a header', cells: [['only', 'a header']], lines: [1] },
  {
    name: 'reads a file of one row and its line end',
    text: 'only,a header\r\n',
    cells: [['only', 'a header']],
    lines: [1],
  },
  {
    name: 'ends a row at CRLF',
    text: 'a,b\r\n1,2\r\n',
    cells: [
      ['a', 'b'],
      ['1', '2'],
    ],
    lines: [1, 2],
  },
  {
    name: 'ends a row at a lone CR',
    text: 'a,b\r1,2\r',
    cells: [
      ['a', 'b'],
      ['1', '2'],
    ],
    lines: [1, 2],
  },
  {
    name: 'ends the last row at a lone CR',
    text: 'a,b\n1,2\r',
    cells: [
      ['a', 'b'],
      ['1', '2'],
    ],
    lines: [1, 2],
    because: LINE_ENDS,
  },
  {
    name: 'takes LF, CRLF and CR mixed, and counts each as one line',
    text: 'a,b\nb,c\r\nc,d\rd,e\n\re,f',
    cells: [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
      ['d', 'e'],
      ['e', 'f'],
    ],
    lines: [1, 2, 3, 4, 6],
    because: LINE_ENDS,
  },
  {
    name: 'takes CR CR LF for a row and a blank line, as editors do',
    text: 'a,b\r\r\n1,2\r\r\n3,4',
    cells: [
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ],
    lines: [1, 3, 5],
    because: LINE_ENDS,
  },
  {
    name: 'takes LF CR for a row and a blank line',
    text: 'a,b\n\r1,2\n\r',
    cells: [
      ['a', 'b'],
      ['1', '2'],
    ],
    lines: [1, 3],
    because: LINE_ENDS,
  },
  {
    name: 'keeps other line separators of Unicode in the cell',
    text: 'a\u2028b\u0085c\fd\ve,f',
    cells: [['a\u2028b\u0085c\fd\ve', 'f']],
    lines: [1],
  },
  // Blank lines
  { name: 'reads nothing from nothing', text: '', cells: [], lines: [] },
  { name: 'reads nothing from blank lines', text: '\n\n\n', cells: [], lines: [] },
  {
    name: 'skips blank lines and counts them',
    text: '\na,b\n\n\n1,2\n\n',
    cells: [
      ['a', 'b'],
      ['1', '2'],
    ],
    lines: [2, 5],
  },
  {
    name: 'skips lines of white space, also that of Unicode',
    text: 'a,b\n  \t\n\u00a0\n\u3000\ufeff\n1,2\n \n',
    cells: [
      ['a', 'b'],
      ['1', '2'],
    ],
    lines: [1, 5],
    because: WHITE_SPACE,
  },
  {
    name: 'keeps a quoted blank line as a row of one cell',
    text: 'h\n""\n" "\n"\n"\ny',
    cells: [['h'], [''], [' '], ['\n'], ['y']],
    lines: [1, 2, 3, 4, 6],
    because: LONE_BLANK,
  },
  {
    name: 'keeps a line of delimiters as a row of empty cells',
    text: 'a,b\n,\n1,2',
    cells: [
      ['a', 'b'],
      ['', ''],
      ['1', '2'],
    ],
    lines: [1, 2, 3],
  },
  // Quotes
  {
    name: 'keeps delimiters inside quotes',
    text: '"a,b",c\n"1,",",2"\n',
    cells: [
      ['a,b', 'c'],
      ['1,', ',2'],
    ],
    lines: [1, 2],
  },
  {
    name: 'keeps a line break inside quotes',
    text: '"a\nb",c\n1,2\n',
    cells: [
      ['a\nb', 'c'],
      ['1', '2'],
    ],
    lines: [1, 3],
  },
  {
    name: 'keeps LF, CRLF and CR inside quotes as they are, and counts each as one line',
    text: '"a\r\nb\rc\nd",e\r\n1,"\r"\r\n"\r\r\n",2\r\n3,4',
    cells: [
      ['a\r\nb\rc\nd', 'e'],
      ['1', '\r'],
      ['\r\r\n', '2'],
      ['3', '4'],
    ],
    lines: [1, 5, 7, 10],
  },
  {
    name: 'keeps a blank line inside quotes',
    text: 'a,"1\n\n\n2"\n3,4\n',
    cells: [
      ['a', '1\n\n\n2'],
      ['3', '4'],
    ],
    lines: [1, 5],
  },
  {
    name: 'takes a doubled quote for one',
    text: 'x,y\n"a""b",""""\n"""",""""""\n"""a""",b\n',
    cells: [
      ['x', 'y'],
      ['a"b', '"'],
      ['"', '""'],
      ['"a"', 'b'],
    ],
    lines: [1, 2, 3, 4],
  },
  {
    name: 'reads a long run of quotes',
    text: `"${'""'.repeat(50)}",x\n1,2`,
    cells: [
      ['"'.repeat(50), 'x'],
      ['1', '2'],
    ],
    lines: [1, 2],
  },
  {
    name: 'takes a doubled quote at a line break for one',
    text: '"a""\n""b",c\n1,2',
    cells: [
      ['a"\n"b', 'c'],
      ['1', '2'],
    ],
    lines: [1, 3],
  },
  {
    name: 'reads empty cells, quoted or not',
    text: ',,\n"",,""\n,"",',
    cells: [
      ['', '', ''],
      ['', '', ''],
      ['', '', ''],
    ],
    lines: [1, 2, 3],
  },
  { name: 'reads an empty quoted cell at the end of the file', text: 'a,""', cells: [['a', '']], lines: [1] },
  {
    name: 'reads a quoted cell at the end of the file',
    text: 'a,b\n1,"2\n3"',
    cells: [
      ['a', 'b'],
      ['1', '2\n3'],
    ],
    lines: [1, 2],
  },
  {
    name: 'takes a quote inside an unquoted cell for itself',
    text: 'x,y\n5" pipe,6"\na"b,c"d"e\n1,2',
    cells: [
      ['x', 'y'],
      ['5" pipe', '6"'],
      ['a"b', 'c"d"e'],
      ['1', '2'],
    ],
    lines: [1, 2, 3, 4],
  },
  {
    name: 'takes a quote after a space for itself',
    text: 'a, "b"\n "1\n2", 3',
    cells: [['a', ' "b"'], [' "1'], ['2"', ' 3']],
    lines: [1, 2, 3],
  },
  {
    name: 'keeps quotes that are doubled in an unquoted cell',
    text: 'a,b\nx""y,""""z\n',
    cells: [
      ['a', 'b'],
      ['x""y', '"z'],
    ],
    lines: [1, 2],
    because: AFTER_QUOTE,
  },
  {
    name: 'adds what follows a closing quote to the cell',
    text: 'x,y\n"ab"cd,f\n1,2',
    cells: [
      ['x', 'y'],
      ['abcd', 'f'],
      ['1', '2'],
    ],
    lines: [1, 2, 3],
    because: AFTER_QUOTE,
  },
  {
    name: 'does not open quotes again in the same cell',
    text: 'a,b\n"a"b"c,d"\nx,y',
    cells: [
      ['a', 'b'],
      ['ab"c', 'd"'],
      ['x', 'y'],
    ],
    lines: [1, 2, 3],
    because: AFTER_QUOTE,
  },
  {
    name: 'keeps spaces after a closing quote',
    text: 'x,y\n"a" ,"b"\t\n1,2',
    cells: [
      ['x', 'y'],
      ['a ', 'b\t'],
      ['1', '2'],
    ],
    lines: [1, 2, 3],
    because: 'Papa drops them; outside quotes spaces belong to the cell (RFC 4180), and HubSpot trims values itself',
  },
  {
    name: 'ends the damage of a stray quote with its cell',
    text: `h,i\n${'a,b\n'.repeat(3)}"x"y,z\n${'c,d\n'.repeat(3)}`,
    cells: [
      ['h', 'i'],
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
      ['xy', 'z'],
      ['c', 'd'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    lines: [1, 2, 3, 4, 5, 6, 7, 8],
    because: AFTER_QUOTE,
  },
  {
    name: 'reads backslashes as text, they escape nothing',
    text: '"a\\",b\n\\",c\n',
    cells: [
      ['a\\', 'b'],
      ['\\"', 'c'],
    ],
    lines: [1, 2],
  },
  {
    name: 'reads apostrophes as text',
    text: "'a,b'\n1,2",
    cells: [
      ["'a", "b'"],
      ['1', '2'],
    ],
    lines: [1, 2],
  },
  {
    name: 'reads typographic quotes as text',
    text: '“a,b”\n1,2',
    cells: [
      ['“a', 'b”'],
      ['1', '2'],
    ],
    lines: [1, 2],
  },
  // Columns
  {
    name: 'keeps trailing delimiters as empty cells',
    text: 'a,b,\n1,2,\n3,4,,',
    cells: [
      ['a', 'b', ''],
      ['1', '2', ''],
      ['3', '4', '', ''],
    ],
    lines: [1, 2, 3],
  },
  {
    name: 'keeps ragged rows as they are',
    text: 'a,b\n1\n1,2,3,4\n5,6\n',
    cells: [['a', 'b'], ['1'], ['1', '2', '3', '4'], ['5', '6']],
    lines: [1, 2, 3, 4],
  },
  {
    name: 'keeps spaces',
    text: ' a , b \n" 1 ",  2',
    cells: [
      [' a ', ' b '],
      [' 1 ', '  2'],
    ],
    lines: [1, 2],
  },
  {
    name: 'reads 2,000 columns',
    text: `${'a,'.repeat(1_999)}b\n${'1,'.repeat(1_999)}\n`,
    cells: [
      [...Array<string>(1_999).fill('a'), 'b'],
      [...Array<string>(1_999).fill('1'), ''],
    ],
    lines: [1, 2],
  },
  {
    name: 'reads names that are dangerous as keys',
    text: '__proto__,constructor,toString\n1,2,3',
    cells: [
      ['__proto__', 'constructor', 'toString'],
      ['1', '2', '3'],
    ],
    lines: [1, 2],
  },
  {
    name: 'keeps equal and blank names',
    text: 'email,email,,\n1,2,3,4',
    cells: [
      ['email', 'email', '', ''],
      ['1', '2', '3', '4'],
    ],
    lines: [1, 2],
  },
  {
    name: 'cuts at semicolons',
    text: 'a,1;"b;2"\r\n"c\r\n";d',
    delimiter: ';',
    cells: [
      ['a,1', 'b;2'],
      ['c\r\n', 'd'],
    ],
    lines: [1, 2],
  },
  {
    name: 'cuts at tabs',
    text: 'a b\t"c\td"\n \t\n',
    delimiter: '\t',
    cells: [
      ['a b', 'c\td'],
      [' ', ''],
    ],
    lines: [1, 2],
  },
  {
    name: 'cuts at pipes',
    text: 'a|"b|c"\n|\\|',
    delimiter: '|',
    cells: [
      ['a', 'b|c'],
      ['', '\\', ''],
    ],
    lines: [1, 2],
  },
  // Letters
  {
    name: 'reads characters outside the basic plane',
    text: '👍,"👍\n"\n山,本\n𝒜,"𝒜"\n',
    cells: [
      ['👍', '👍\n'],
      ['山', '本'],
      ['𝒜', '𝒜'],
    ],
    lines: [1, 3, 4],
  },
  {
    name: 'keeps a byte order mark that is not at the beginning',
    text: 'a,b\n\ufeffc,\ufeff\n"\ufeff",d',
    cells: [
      ['a', 'b'],
      ['\ufeffc', '\ufeff'],
      ['\ufeff', 'd'],
    ],
    lines: [1, 2, 3],
  },
  {
    name: 'keeps control characters',
    text: 'a\u0001,\u001f\u001a\n\u007f,\u001b',
    cells: [
      ['a\u0001', '\u001f\u001a'],
      ['\u007f', '\u001b'],
    ],
    lines: [1, 2],
  },
]

export const REFUSED_CASES: readonly RefusedCase[] = [
  { name: 'a NUL', text: 'a,b\n1,\0\n', code: 'csv_malformed', message: /^Line 2 holds a NUL/ },
  {
    name: 'a NUL in quotes, on its own line',
    text: 'a,b\n1,"2\r\n\r3\0"\n',
    code: 'csv_malformed',
    message: /^Line 4 holds a NUL/,
  },
  {
    name: 'a NUL as the last character',
    text: 'a,b\r\n1,2\r\n\0',
    code: 'csv_malformed',
    message: /^Line 3 holds a NUL/,
  },
  {
    name: 'a quote that is never closed',
    text: 'a,b\n"x\ny",1\n2,"z\n\n',
    code: 'csv_malformed',
    message: /opens on line 4 is never closed/,
  },
  {
    name: 'a quote that is never closed behind a closed one',
    text: 'a,b\n"1\n2","z\n',
    code: 'csv_malformed',
    message: /opens on line 3 is never closed/,
  },
  {
    name: 'a quote as the last character',
    text: 'a,b\r\n1,2\r\n3,"',
    code: 'csv_malformed',
    message: /opens on line 3 is never closed/,
  },
  {
    name: 'a doubled quote as the last characters',
    text: 'a,b\r1,"2""',
    code: 'csv_malformed',
    message: /opens on line 2 is never closed/,
  },
  {
    name: '100,000 columns',
    text: `a,b\n1,2\n${','.repeat(99_999)}\n`,
    code: 'csv_too_many_columns',
    message: /^Line 3 has 100000 cells; at most 2000 /,
  },
  {
    name: 'a row of 2,001 cells',
    text: `a,b\n"1\n",2\n${'"x",'.repeat(2_000)}y`,
    code: 'csv_too_many_columns',
    message: /^Line 4 has 2001 cells/,
  },
]

export interface EncodedCase extends Omit<CsvCase, 'text' | 'because'> {
  bytes: Buffer
  encoding: Encoding
}

/** Encodings whose bytes are told apart only by what they make of the text. */
export const ENCODED_CASES: readonly EncodedCase[] = [
  {
    name: 'reads windows-1252 with its quotes, dashes, euro and no-break spaces',
    bytes: Buffer.from(
      'Name;Pr\xeas\r\n\x93M\xfcller\x94;10\xa0\x80\n"\x85;\n\x96";\xdf\r\xa0\nRen\xe9e;\x8eak',
      'latin1',
    ),
    encoding: 'windows-1252',
    delimiter: ';',
    cells: [
      ['Name', 'Prês'],
      ['“Müller”', '10\u00a0€'],
      ['…;\n–', 'ß'],
      ['Renée', 'Žak'],
    ],
    lines: [1, 2, 3, 6],
  },
  {
    name: 'reads Shift-JIS whose letters end in the bytes of a backslash and a pipe',
    // 0x5C is the second half of 表, ソ, 能 and 噂, 0x7C that of ポ and ー.
    bytes: Buffer.from(
      [
        '96bc914f7c955c8ea67c4d656d6f0d0a',
        '835c837c815b7c22945c7c2222955c227c220d0a7c837c220d0a0d0a',
        '955c227c835c7c82a082a282a40d8e5293637c22895c5c227c834a835e834a8369',
      ].join(''),
      'hex',
    ),
    encoding: 'shift_jis',
    delimiter: '|',
    cells: [
      ['名前', '表示', 'Memo'],
      ['ソポー', '能|"表', '\r\n|ポ'],
      ['表"', 'ソ', 'あいう'],
      ['山田', '噂\\', 'カタカナ'],
    ],
    lines: [1, 2, 5, 6],
  },
]
