/** The zone in which date-times without an offset are read. */
export interface TimeZone {
  /** Milliseconds of a wall clock, counted as if it stood in UTC, to the instant. */
  toUtc(wallClock: number): number
}

export const UTC: TimeZone = { toUtc: (wallClock) => wallClock }

/** `Z`, an offset like `+02:00`, or an IANA name. undefined: there is no such zone. */
export function readTimeZone(name: string): TimeZone | undefined {
  if (/^(z|utc|gmt)$/i.test(name)) return UTC
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(name)
  if (offset !== null) return fixedOffset(Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3])))
  return isZoneName(name) ? namedZone(name) : undefined
}

function fixedOffset(minutes: number): TimeZone {
  return { toUtc: (wallClock) => wallClock - minutes * 60_000 }
}

function isZoneName(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }) instanceof Intl.DateTimeFormat
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function namedZone(name: string): TimeZone {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const offsetAt = (instant: number): number => wallClockAt(clock, instant) - instant
  return {
    toUtc: (wallClock) => {
      const guess = wallClock - offsetAt(wallClock)
      return wallClock - offsetAt(guess)
    },
  }
}

function wallClockAt(clock: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(clock.formatToParts(instant).map((part) => [part.type, Number(part.value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const seconds = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return seconds + (instant - Math.floor(instant / 1000) * 1000)
}
