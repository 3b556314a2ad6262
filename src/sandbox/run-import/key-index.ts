/**
 * Remembers a number for each key, without the keys: 16 bytes a place, so a million keys cost 32 MB. A key is a list of
 * texts (one identifier, or the cells of a row), told apart by 64 bits of hash: two different keys of a million are
 * taken for one with a chance of 3 in 100 million.
 */
export interface KeyIndex {
  get(key: readonly string[]): number | undefined
  set(key: readonly string[], number: number): void
}

/** The index grows shard by shard, so that no single row waits for the whole of it. */
const SHARDS = 64
const FIRST_SIZE = 32

export function createKeyIndex(): KeyIndex {
  const shards = Array.from({ length: SHARDS }, createShard)
  const hash = new Uint32Array(2)
  const shardOf = (key: readonly string[]): Shard | undefined => {
    hashInto(hash, key)
    return shards[(hash[0] ?? 0) % SHARDS]
  }
  return {
    get: (key) => shardOf(key)?.get(hash),
    set: (key, number) => shardOf(key)?.set(hash, number),
  }
}

interface Shard {
  get(hash: Uint32Array): number | undefined
  set(hash: Uint32Array, number: number): void
}

function createShard(): Shard {
  let places = createPlaces(FIRST_SIZE)
  let used = 0
  return {
    get(hash) {
      const place = placeOf(places, hash)
      return isFree(places, place) ? undefined : places.numbers[place]
    },
    set(hash, number) {
      const place = placeOf(places, hash)
      if (isFree(places, place)) used += 1
      put(places, { place, hash, number })
      if (used * 4 > places.size * 3) places = doubled(places)
    },
  }
}

interface Places {
  /** A power of two. */
  size: number
  high: Uint32Array
  low: Uint32Array
  numbers: Float64Array
}

function createPlaces(size: number): Places {
  return { size, high: new Uint32Array(size), low: new Uint32Array(size), numbers: new Float64Array(size) }
}

/** The low half of a hash is odd, never 0, so that 0 can mark a free place. */
const isFree = (places: Places, place: number): boolean => places.low[place] === 0

/** Where the hash is, or the free place where it belongs. */
function placeOf(places: Places, hash: Uint32Array): number {
  const mask = places.size - 1
  let place = ((hash[0] ?? 0) >>> 6) & mask // the bits below chose the shard
  while (!isFree(places, place) && (places.high[place] !== hash[0] || places.low[place] !== hash[1])) {
    place = (place + 1) & mask
  }
  return place
}

function put(places: Places, { place, hash, number }: { place: number; hash: Uint32Array; number: number }): void {
  places.high[place] = hash[0] ?? 0
  places.low[place] = hash[1] ?? 0
  places.numbers[place] = number
}

function doubled(old: Places): Places {
  const places = createPlaces(old.size * 2)
  const hash = new Uint32Array(2)
  for (let place = 0; place < old.size; place += 1) {
    if (isFree(old, place)) continue
    hash[0] = old.high[place] ?? 0
    hash[1] = old.low[place] ?? 0
    put(places, { place: placeOf(places, hash), hash, number: old.numbers[place] ?? 0 })
  }
  return places
}

const FIRST_LANE = 0x9e3779b1
const SECOND_LANE = 0x85ebca77
/** No UTF-16 unit: stands between texts, so that ['ab', 'c'] is not ['a', 'bc']. */
const END_OF_TEXT = 0x1ffff

/** Two lanes of rotate and multiply over the UTF-16 units. */
function hashInto(hash: Uint32Array, key: readonly string[]): void {
  let first = 0x243f6a88
  let second = 0x13198a2e
  for (const text of key) {
    for (let index = 0; index <= text.length; index += 1) {
      const unit = index < text.length ? text.charCodeAt(index) : END_OF_TEXT
      first = Math.imul(rotated(first, 13) ^ unit, FIRST_LANE)
      second = Math.imul(rotated(second, 17) ^ unit, SECOND_LANE)
    }
  }
  hash[0] = mixed(first ^ (second >>> 15))
  hash[1] = mixed(second ^ (first >>> 13)) | 1
}

const rotated = (bits: number, by: number): number => (bits << by) | (bits >>> (32 - by))

/** Spreads every bit over all 32. */
function mixed(value: number): number {
  let bits = value
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
