import type { Clock } from '../clock.ts'

export interface CacheSettings {
  /** How long a definition is believed; 0: not at all. */
  ms: number
  /** So many are kept; the one used longest ago goes first. */
  entries: number
}

export interface Cache<T> {
  get(key: string): Promise<T>
  clear(): void
}

export type NewCache = <T>(read: (key: string) => Promise<T>) => Cache<T>

/** Makes caches that together hold so many entries. They belong to one account and one caller. */
export function createCaches(clock: Clock, { ms, entries }: CacheSettings): NewCache {
  /** How each entry is dropped; the first was used longest ago. */
  const used = new Map<object, () => void>()
  const touch = (slot: object, drop: () => void) => {
    used.delete(slot)
    used.set(slot, drop)
    const [oldest] = used
    if (used.size <= entries || oldest === undefined) return
    used.delete(oldest[0])
    oldest[1]()
  }
  return (read) => newCache(read, { clock, ms, touch, forget: (slot) => used.delete(slot) })
}

interface Shared {
  clock: Clock
  ms: number
  touch(slot: object, drop: () => void): void
  forget(slot: object): void
}

/** Parallel readers share one request, so no caller's signal ends it; a failure is not kept. */
function newCache<T>(read: (key: string) => Promise<T>, { clock, ms, touch, forget }: Shared): Cache<T> {
  const slots = new Map<string, { until: number; value: Promise<T> }>()
  const drop = (key: string) => {
    const slot = slots.get(key)
    if (slot !== undefined) forget(slot)
    slots.delete(key)
  }
  return {
    get(key) {
      const known = slots.get(key)
      if (known !== undefined && known.until > clock.now()) {
        touch(known, () => drop(key))
        return known.value
      }
      drop(key)
      const slot = { until: clock.now() + ms, value: read(key) }
      slots.set(key, slot)
      touch(slot, () => drop(key))
      slot.value.catch(() => {
        if (slots.get(key) === slot) drop(key)
      })
      return slot.value
    },
    clear: () => {
      for (const key of [...slots.keys()]) drop(key)
    },
  }
}
