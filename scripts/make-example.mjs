// Writes examples/leads.csv (or the file named as argument): 1,000 made-up contacts with the faults that exports from other systems have.
// The same bytes every time. Nobody in it exists; domains, e-mail addresses and phone numbers are reserved for examples.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const ROWS = 1000
const TARGET = process.argv[2] ?? fileURLToPath(new URL('../examples/leads.csv', import.meta.url))

const HEADER = [
  'Legacy ID',
  'First Name',
  'Last Name',
  'Email',
  'Phone',
  'Job Title',
  'Company Name',
  'Company Domain',
  'City',
  'Country',
  'Lifecycle Stage',
  'Lead Status',
  'Contact Owner',
  'Birthday',
  'Close Date',
  'Annual Revenue',
  'Notes',
]
const at = Object.fromEntries(HEADER.map((name, index) => [name, index]))

const PLACES = [
  {
    country: 'Germany',
    cities: ['Berlin', 'München', 'Köln', 'Hamburg', 'Düsseldorf', 'Nürnberg'],
    first: ['Jürgen', 'Anke', 'Björn', 'Sabine', 'Lukas', 'Katharina', 'Günter', 'Miriam'],
    last: ['Müller', 'Schäfer', 'Köhler', 'Weiß', 'Krüger', 'Brandt', 'Lindner', 'Voß'],
    suffix: ['GmbH', 'AG', 'GmbH & Co. KG'],
    phone: (n) => `+49 30 23125 ${pad(n % 1000, 3)}`,
  },
  {
    country: 'France',
    cities: ['Paris', 'Lyon', 'Besançon', 'Orléans', 'Nîmes'],
    first: ['Élodie', 'François', 'Chloé', 'Benoît', 'Aurélie', 'Théo', 'Hélène'],
    last: ['Lefèvre', 'Dupré', 'Moreau', 'Béranger', 'Garçon', 'Noël', 'Renaud'],
    suffix: ['SARL', 'SA', 'SAS'],
    phone: (n) => `+33 1 99 00 ${pad(n % 100, 2)} ${pad((n * 7) % 100, 2)}`,
  },
  {
    country: 'Spain',
    cities: ['Madrid', 'Málaga', 'A Coruña', 'Cádiz', 'Logroño'],
    first: ['Íñigo', 'Lucía', 'Andrés', 'Begoña', 'Martín', 'Inés'],
    last: ['Ibáñez', 'Muñoz', 'Peña', 'Jiménez', 'Castaño', 'Ríos'],
    suffix: ['S.L.', 'S.A.'],
    phone: (n) => `+34 900 000 ${pad(n % 1000, 3)}`,
  },
  {
    country: 'Denmark',
    cities: ['København', 'Aarhus', 'Helsingør', 'Sønderborg'],
    first: ['Søren', 'Kirstine', 'Jørgen', 'Åse', 'Mikkel'],
    last: ['Sørensen', 'Kjær', 'Nørgaard', 'Østergaard', 'Holm'],
    suffix: ['A/S', 'ApS'],
    phone: (n) => `+45 70 00 ${pad(n % 100, 2)} ${pad((n * 3) % 100, 2)}`,
  },
  {
    country: 'United Kingdom',
    cities: ['London', 'Leeds', 'Bristol', 'Cardiff', 'Edinburgh'],
    first: ['Olivia', 'Harry', 'Imogen', 'Callum', 'Freya', 'Zoë'],
    last: ["O'Connor", 'Whitfield', 'Ashcroft', 'Pemberton', 'Hargreaves', 'Blackwood'],
    suffix: ['Ltd', 'plc'],
    phone: (n) => `+44 20 7946 0${pad(n % 1000, 3)}`,
  },
  {
    country: 'United States',
    cities: ['Austin', 'Portland', 'Chicago', 'Boston', 'Denver', 'San José'],
    first: ['Megan', 'Tyler', 'Renée', 'Marcus', 'Paige', 'Darnell', 'Joaquín'],
    last: ['Whitaker', 'Delgado', 'Harmon', 'Osei', 'Castellanos', 'Brooks', 'Nuñez'],
    suffix: ['Inc.', 'LLC', 'Corp.'],
    phone: (n) => `(${200 + ((n * 13) % 700)}) 555-01${pad(n % 100, 2)}`,
  },
  {
    country: 'Japan',
    cities: ['東京', '大阪', '京都', '横浜'],
    first: ['陽子', '健一', '美咲', '翔太'],
    last: ['小林', '山本', '伊藤', '渡辺'],
    romaji: ['kobayashi', 'yamamoto', 'ito', 'watanabe'],
    suffix: ['株式会社'],
    phone: (n) => `+81 3-0000-${pad(n % 10000, 4)}`,
  },
]
const WEIGHTS = [22, 14, 12, 10, 18, 21, 3]

const NAMES_OF_COMPANIES = [
  ['Nordlicht', 'Alpenblick', 'Rheintal', 'Silberbach', 'Morgenrot', 'Eichenhof', 'Kranich', 'Südwind'],
  ['Clairval', 'Boréale', 'Rivière Bleue', 'Montaigu', 'Lumière', 'Pré Vert', 'Château d’Eau'],
  ['Sierra Clara', 'Montaña Azul', 'Río Tinto Viejo', 'Cielo Abierto', 'La Peña', 'Olivares'],
  ['Blåbjerg', 'Søndervig', 'Havørn', 'Kystlinie', 'Skovly'],
  ['Brambleside', 'Foxglove', 'Harrowgate', 'Pennine Ridge', 'Quillon', 'Thornbury'],
  ['Bluestem', 'Cedar Fork', 'Ironwood', 'Juniper Peak', 'Lakeshore', 'Mesa Verde', 'Redbud'],
  ['青空', '桜木', '光明', '山海'],
]
const ROMAJI_OF_COMPANIES = ['aozora', 'sakuragi', 'komei', 'sankai']
const TRADES = ['Logistics', 'Foods', 'Software', 'Textiles', 'Energy', 'Instruments', 'Media', 'Medical', 'Optics']
const TRADES_JA = ['物流', '食品', 'システム', '電機']
const TRADES_JA_DOMAIN = ['butsuryu', 'shokuhin', 'systems', 'denki']

const TITLES = [
  'Head of Procurement',
  'Sales Manager',
  'Managing Director',
  'IT Administrator',
  'Marketing Lead',
  'Operations Analyst',
  'Purchasing Assistant',
  'Chief Financial Officer',
  'Key Account Manager',
  'Product Owner',
  'Warehouse Supervisor',
  'Data Engineer',
]
const STAGES = [
  'Subscriber',
  'Lead',
  'Lead',
  'Lead',
  'Marketing Qualified Lead',
  'Marketing Qualified Lead',
  'Sales Qualified Lead',
  'Opportunity',
  'Customer',
  'Evangelist',
]
const STATUSES = ['New', 'New', 'Open', 'In Progress', 'Attempted to Contact', 'Connected', 'Bad Timing', '']
const OWNERS = [
  'anna.keller@example.com',
  'anna.keller@example.com',
  'james.okafor@example.com',
  'james.okafor@example.com',
  'maria.garcia@example.com',
  'm.garcia.sales@example.com',
  'yuki.tanaka@example.com',
  'Yuki Tanaka',
  'James Okafor',
]
const NOTES = [
  'Met at the trade fair; wants a quote for 3 sites',
  'Asked for a call back, preferably in the morning',
  'Said: "send the price list first"',
  'Prefers e-mail; no calls, please',
  'Renewal due in autumn\nDecision by the board',
  'Comes from the café-bar campaign; très intéressé',
  'Uses a competitor; contract ends soon',
  'Downloaded the "getting started" guide, twice',
]

const random = mulberry32(20250114)
const companies = makeCompanies(180)
const rows = Array.from({ length: ROWS }, (_, index) => makeRow(index))
addFaults(rows)
const text = `${[HEADER, ...rows].map((cells) => cells.map(quote).join(',')).join('\n')}\n`
await writeFile(TARGET, text)
console.log(`${TARGET}: ${rows.length} rows, ${Buffer.byteLength(text)} bytes`)

function makeCompanies(count) {
  const taken = new Set()
  const made = []
  while (made.length < count) {
    const place = weighted(WEIGHTS)
    const { suffix, cities, country } = PLACES[place]
    const which = below(NAMES_OF_COMPANIES[place].length)
    const trade = below(country === 'Japan' ? TRADES_JA.length : TRADES.length)
    const domain = `${domainOf(place, which, trade)}.example`
    if (taken.has(domain)) continue
    taken.add(domain)
    const word = NAMES_OF_COMPANIES[place][which]
    const name = country === 'Japan' ? `株式会社${word}${TRADES_JA[trade]}` : `${word} ${TRADES[trade]} ${pick(suffix)}`
    made.push({ place, name, domain, city: pick(cities), revenue: (1 + below(950)) * 25_000 })
  }
  return made
}

function domainOf(place, which, trade) {
  const isJapan = PLACES[place].country === 'Japan'
  const word = isJapan ? ROMAJI_OF_COMPANIES[which] : NAMES_OF_COMPANIES[place][which]
  return ascii(`${word}-${isJapan ? TRADES_JA_DOMAIN[trade] : TRADES[trade]}`)
}

function makeRow(index) {
  const company = pick(companies)
  const place = PLACES[company.place]
  const first = pick(place.first)
  const lastIndex = below(place.last.length)
  const local = ascii(place.romaji?.[lastIndex] ?? `${first}.${place.last[lastIndex]}`)
  return [
    `CRM1-${pad(40_000 + index * 3, 6)}`,
    first,
    place.last[lastIndex],
    `${local}.${index + 1}@${company.domain}`,
    random() < 0.12 ? '' : place.phone(index + 17),
    random() < 0.05 ? '' : pick(TITLES),
    company.name,
    company.domain,
    company.city,
    place.country,
    pick(STAGES),
    pick(STATUSES),
    pick(OWNERS),
    random() < 0.3 ? '' : date(1956 + below(48)),
    random() < 0.4 ? '' : date(2023 + below(3)),
    random() < 0.25 ? '' : String(company.revenue),
    random() < 0.7 ? '' : pick(NOTES),
  ]
}

/** Each fault in a row of its own, spread over the file. */
function addFaults(all) {
  const free = all.map((_, index) => index).filter((index) => index > 20)
  const next = () => all[free.splice(below(free.length), 1)[0]]
  const change = (column, values) => {
    for (const value of values) {
      const row = next()
      row[at[column]] = typeof value === 'function' ? value(row[at[column]]) : value
    }
  }
  change('Email', [
    (email) => `mailto:${email}`,
    (email) => `${email}.`,
    (email) => `<${email}>`,
    (email) => `"Office" <${email}>`,
    (email) => `  ${email},`,
    (email) => email.replace('@', ' at '),
    (email) => email.replace('@', '@@'),
    (email) => email.replace('.example', ''),
    'ask Sabine',
  ])
  change('Lifecycle Stage', [
    'LEAD',
    'marketing qualified lead',
    'sales Qualified lead',
    'Costumer',
    'Opportunty',
    'Marketing Qualifed Lead',
    'Subscribr',
    'Evangelst',
    'Sales-Qualified Lead',
    'Custommer',
    'Tier 2B',
    'warm-ish',
    '???',
  ])
  change('Close Date', ['31/02/2025', '45/03/2024', '31/11/2024', '00/06/2025', 'next quarter'])
  change('Annual Revenue', ['$3,400,000', '€820,000', '2.5 million', '4 Mio EUR'])
  change('Contact Owner', ['sam.left@example.com', 'Nadia Former', 'Maria Garcia'])
  for (const [from, to] of [
    [3, 412],
    [57, 733],
    [101, 958],
  ]) {
    all[to][at.Email] = all[from][at.Email]
  }
  // The cell of the country is missing, so everything after it stands one column to the left.
  all[640].splice(at.Country, 1)
}

function date(year) {
  return `${pad(1 + below(28), 2)}/${pad(1 + below(12), 2)}/${year}`
}

function quote(cell) {
  return /[",\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell
}

function ascii(word) {
  const plain = word.replaceAll('ø', 'o').replaceAll('Ø', 'O').replaceAll('ß', 'ss').normalize('NFKD')
  return plain
    .replace(/[^\x20-\x7e]/g, '')
    .toLowerCase()
    .replace(/[^a-z.-]+/g, '-')
    .replace(/^-|-$/g, '')
}

function pad(number, width) {
  return String(number).padStart(width, '0')
}

function pick(items) {
  return items[below(items.length)]
}

function weighted(weights) {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0)
  return weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
}

function below(count) {
  return Math.floor(random() * count)
}

/** A small generator with a seed; Math.random has none. */
function mulberry32(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
