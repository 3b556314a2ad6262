// Writes the contacts file of the preflight benchmark: 20 columns, always the same bytes.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'

/** Header and HubSpot property of each column. All of them are checked. */
export const COLUMNS = [
  ['Email', 'email'],
  ['First name', 'firstname'],
  ['Last name', 'lastname'],
  ['Phone', 'phone'],
  ['Mobile', 'mobilephone'],
  ['Company', 'company'],
  ['Job title', 'jobtitle'],
  ['Street', 'address'],
  ['City', 'city'],
  ['Zip', 'zip'],
  ['Country', 'country'],
  ['Website', 'website'],
  ['Born', 'birthday'],
  ['Last seen', 'last_seen'],
  ['Lifecycle stage', 'lifecyclestage'],
  ['Lead status', 'lead_status'],
  ['Revenue', 'revenue'],
  ['Employees', 'employees'],
  ['Newsletter', 'newsletter'],
  ['Notes', 'notes'],
]

export const STAGES = ['subscriber', 'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer']
export const STATUSES = ['NEW', 'OPEN', 'IN_PROGRESS', 'OPEN_DEAL', 'UNQUALIFIED', 'CONNECTED', 'BAD_TIMING']

const FIRST = [
  'Ann',
  'Jürgen',
  'María',
  'Wei',
  'Oluwaseun',
  'Chloé',
  'Dmitri',
  'Priya',
  'Sam',
  'Ingrid',
  'Kofi',
  'Łukasz',
]
const LAST = [
  'Smith',
  'Müller',
  'García',
  'Chen',
  'Adeyemi',
  'Dubois',
  'Ivanov',
  'Patel',
  "O'Neill",
  'Larsen',
  'Mensah',
]
const CITIES = ['Berlin', 'São Paulo', 'Lagos', 'Paris', 'Dublin', 'New York', 'München', 'Mumbai', 'Kraków', 'Oslo']
const COUNTRIES = ['Germany', 'Brazil', 'Nigeria', 'France', 'Ireland', 'United States', 'India', 'Poland', 'Norway']
const TITLES = ['Head of Marketing', 'CEO', 'Software Engineer', 'Account Executive', 'Buyer', 'Office Manager']
const WORDS =
  'met at the trade fair and asked for a quote on the annual plan wants a call back after the holidays budget is with finance prefers mail over phone'.split(
    ' ',
  )

/** About 512 bytes a row. One row in 200 has a faulty cell, one in 1,000 the address of another. */
export async function writeContacts(path, rows) {
  const temporary = `${path}.${process.pid}.tmp`
  const file = createWriteStream(temporary, { highWaterMark: 4 * 1024 * 1024 })
  const random = generator(20_261_122)
  file.write(`${COLUMNS.map(([header]) => header).join(',')}\r\n`)
  for (let first = 0; first < rows; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, rows - first) }, (_, row) => contact(first + row, random))
    if (!file.write(batch.join(''))) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
  await rename(temporary, path)
}

const BATCH = 2_000

function contact(number, random) {
  const pick = (list) => list[Math.floor(random() * list.length)]
  const often = (share) => random() < share
  const digits = (count) => String(Math.floor(random() * 10 ** count)).padStart(count, '0')
  const two = (most) => String(1 + Math.floor(random() * most)).padStart(2, '0')
  const first = pick(FIRST)
  const last = pick(LAST)
  const words = (count) => Array.from({ length: count }, () => pick(WORDS)).join(' ')
  const id = often(0.001) ? Math.floor(number / 2) : number
  const faulty = often(0.005) ? Math.floor(random() * 4) : -1
  const cells = [
    faulty === 0 ? `contact${id}@example` : `contact.${id}@mail${id % 977}.example.com`,
    first,
    last,
    often(0.6) ? `+49 ${digits(3)} ${digits(7)}` : '',
    often(0.4) ? `0${digits(3)}-${digits(8)}` : '',
    often(0.3) ? `"${last}, ${first} & Co. KG"` : `${last} ${pick(['GmbH', 'Ltd', 'Inc', 'SARL'])} ${digits(3)}`,
    pick(TITLES),
    often(0.4) ? `"${pick(LAST)} Street ${digits(3)}, Floor ${digits(1)}"` : `${pick(LAST)} Street ${digits(3)}`,
    pick(CITIES),
    digits(5),
    pick(COUNTRIES),
    often(0.5) ? `https://www.example${number % 4999}.com/about-us` : '',
    faulty === 1 ? '31/02/1990' : `${1950 + Math.floor(random() * 55)}-${two(12)}-${two(28)}`,
    often(0.7) ? `${two(12)}/${two(28)}/202${digits(1)}` : '',
    faulty === 2 ? 'costumer' : pick(STAGES),
    pick(STATUSES),
    faulty === 3 ? 'about 5' : `${digits(6)}.${digits(2)}`,
    `${Math.floor(random() * 5000)}`,
    pick(['true', 'false']),
    notes(often, words),
  ]
  return `${cells.join(',')}\r\n`
}

function notes(often, words) {
  if (often(0.05)) return `"${words(30)}\n${words(20)}, ""${words(2)}"""`
  return words(often(0.5) ? 62 : 52)
}

/** mulberry32: the same file on every machine. */
function generator(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
