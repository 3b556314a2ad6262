import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Exports of well-known programs, written down as headers with labels; the values are made up.
 *
 *   # file name | family | language
 *   Header | values | answers
 *
 * Values: texts separated by ";", with {kind} filled in; none: an empty column. Answers: object letter and property,
 * every right one; "?" before one: no match is right too; "-": no match.
 */
export function readVendorFiles(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => parse(readFileSync(join(folder, name), 'utf8')))
}

const ROWS = 8
const OBJECTS = { c: '0-1', o: '0-2', d: '0-3', t: '0-5', p: '0-7', l: '0-8', k: '0-27', n: '0-46' }
const IDENTIFIERS = new Set(['0-1 email', '0-2 domain'])

function parse(text) {
  return text.split(/\n(?=# )/).map((block) => {
    const [title, ...lines] = block.trim().split('\n')
    const [fileName, family, language] = title
      .slice(2)
      .split('|')
      .map((part) => part.trim())
    const columns = lines.map((line) => line.split(' | '))
    const rows = Array.from({ length: ROWS }, (_, row) =>
      columns.map(([, values], at) => fill(values, row, at, fileName)),
    )
    return {
      fileName,
      labels: {
        family,
        language,
        dateFormat: [],
        columns: columns.map(([header, , answers]) => label(header, answers)),
      },
      table: tableOf(
        fileName,
        columns.map(([header]) => header),
        rows,
      ),
    }
  })
}

function label(header, answers) {
  const parts = answers.trim().split(' ')
  const accepted = parts
    .filter((part) => part !== '-')
    .map((part) => {
      const [object, propertyName] = part.replace('?', '').split('.')
      const objectTypeId = OBJECTS[object]
      if (objectTypeId === undefined || propertyName === undefined)
        throw new Error(`cannot read "${answers}" of ${header}`)
      const columnType = IDENTIFIERS.has(`${objectTypeId} ${propertyName}`) ? 'HUBSPOT_ALTERNATE_ID' : 'STANDARD'
      return { objectTypeId, propertyName, columnType }
    })
  return { header, accepted, optional: accepted.length > 0 && parts[0].startsWith('?') }
}

function tableOf(fileName, headers, rows) {
  return {
    fileName,
    format: 'csv',
    bytes: 1000,
    dialect: {
      encoding: 'utf-8',
      bom: false,
      delimiter: ',',
      hasHeader: true,
      firstLine: 1,
      columnCount: headers.length,
    },
    columns: headers.map((columnName, index) => ({ index, columnName })),
    sample: rows.map((cells, at) => ({ cells, line: at + 2, record: at + 1 })),
    rowCount: rows.length,
    rowCountIsExact: true,
    sheets: [],
  }
}

function fill(values, row, column, fileName) {
  const choices = values.trim().split(';')
  const seed = row * 31 + column * 7 + fileName.length
  return (choices[row % choices.length] ?? '').replace(/\{(\w+)\}/g, (_, kind) =>
    MADE_UP[kind](row + fileName.length, seed),
  )
}

const pick = (list) => (row) => list[row % list.length]
const FIRST = ['Anna', 'Marek', 'Sofia', 'Jürgen', 'Chloé', 'Priya', 'Tom', 'Ingrid', 'Mateus', 'Zoë', 'Rashid']
const LAST = [
  'Novotny',
  'Berger',
  'Fairweather',
  'Lindqvist',
  'Okonkwo',
  'Delacroix',
  'Marino',
  'Hashimoto',
  'Pope',
  'Quist',
  'Almasi',
]
const FIRMS = [
  'Brightwater Ltd',
  'Nordlicht GmbH',
  'Acorn & Vale',
  'Petrel Systems',
  'Maison Duval',
  'Kite Partners Inc',
  'Ostrava Steel',
  'Halcyon',
  'Zephyr Foods',
  'Lumo Oy',
]
const HOSTS = [
  'brightwater.co.uk',
  'nordlicht.de',
  'acornvale.com',
  'petrel.io',
  'maisonduval.fr',
  'kitepartners.com',
  'ostrava-steel.cz',
  'halcyon.org',
  'zephyrfoods.net',
  'lumo.fi',
]
const day = (row) =>
  [2018 + (row % 6), 1 + ((row * 5) % 12), 1 + ((row * 11) % 28)].map((part) => String(part).padStart(2, '0'))
const name = (row) => `${pick(FIRST)(row)} ${pick(LAST)(row * 3 + 1)}`
const plain = (text) =>
  text
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase()

const MADE_UP = {
  bool: (row) => (row % 3 === 0 ? 'true' : 'false'),
  city: pick(['Leeds', 'Hamburg', 'Porto', 'Gdansk', 'Lyon', 'Tampa', 'Malmö', 'Verona']),
  code: (_row, seed) => `${String.fromCharCode(65 + (seed % 26))}X${1000 + seed}`,
  company: pick(FIRMS),
  country: pick(['Germany', 'France', 'United States', 'Portugal', 'Sweden', 'Italy']),
  date: (row) => day(row).join('-'),
  datetime: (row) => `${day(row).join('-')} 1${row % 10}:2${row % 6}:05`,
  dmy: (row) => day(row).reverse().join('/'),
  dmydash: (row) => day(row).reverse().join('-'),
  dmydot: (row) => day(row).reverse().join('.'),
  domain: pick(HOSTS),
  email: (row) => `${plain(pick(FIRST)(row))}.${plain(pick(LAST)(row * 3 + 1))}@${pick(HOSTS)(row)}`,
  facebook: (row) => `https://www.facebook.com/${pick(HOSTS)(row).split('.')[0]}`,
  first: pick(FIRST),
  honorific: pick(['Mr.', 'Ms.', 'Dr.']),
  int: (_row, seed) => String(12 + seed * 3),
  ip: (row, seed) => `83.12.${seed % 250}.${row}`,
  job: pick(['Sales Manager', 'CEO', 'Office Administrator', 'Head of Procurement', 'Software Engineer', 'Owner']),
  last: (row) => pick(LAST)(row * 3 + 1),
  linkedin: (row) => `https://www.linkedin.com/in/${plain(name(row))}`,
  linkedinco: (row) => `https://www.linkedin.com/company/${pick(HOSTS)(row).split('.')[0]}`,
  mdy: (row) => `${day(row)[1]}/${day(row)[2]}/${day(row)[0]}`,
  money: (_row, seed) => `${100 + seed * 13}.${(seed % 9) + 10}`,
  name,
  phone: (row, seed) => `+44 20 ${7000 + seed} ${1000 + row * 37}`,
  state: pick(['CA', 'Texas', 'NY', 'Ohio']),
  street: (row, seed) => `${seed} ${pick(['High Street', 'Lindenallee', 'Rue Cler', 'Mill Lane'])(row)}`,
  text: pick([
    'Asked for a quote, wants to decide before the end of the quarter.',
    'Met at the trade fair and talked about the new platform.',
    'Please call back next week about the open question.',
  ]),
  twitter: (row) => `https://twitter.com/${pick(HOSTS)(row).split('.')[0]}`,
  url: (row) => `https://www.${pick(HOSTS)(row)}`,
  user: (row) => `${plain(pick(FIRST)(row))}${row * 17}`,
  uuid: (_row, seed) => `3f2a${1000 + seed}-11aa-4bcd-9e00-0000${String(100000 + seed * 7)}`,
  year: (row) => String(1970 + ((row * 7) % 50)),
  zip: (_row, seed) => String(10000 + seed * 37),
}
