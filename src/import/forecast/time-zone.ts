import type { DateText } from '../preflight/date-text.ts'

/** The instant of a date cell, in milliseconds. */
export type InstantOf = (date: DateText) => number

/**
 * How cells without an offset are read: in the import's time zone (`Z`, `+02:00` or a name such as Europe/Berlin), and at
 * midnight without a time. A zone that nobody knows counts as UTC: HubSpot refuses the import anyway.
 */
export function compileInstant(timeZone: string): InstantOf {
  const offsetAt = compileOffset(timeZone)
  return ({ year, month, day, time }) => {
    const [, clock = '', zone = ''] = /^([\d:.]*)(.*)$/.exec(time ?? '') ?? []
    const [hours = '0', minutes = '0', seconds = '0'] = clock.split(':')
    const wallClock =
      Date.UTC(year, month - 1, day, Number(hours), Number(minutes)) + Math.trunc(Number(seconds) * 1000)
    if (zone !== '') return wallClock - fixedOffset(zone)
    const guess = wallClock - offsetAt(wallClock)
    return wallClock - offsetAt(guess)
  }
}

/** How far the zone is ahead of UTC at an instant. */
function compileOffset(timeZone: string): (instant: number) => number {
  if (/^[+-]\d{2}:?\d{2}$/.test(timeZone)) return () => fixedOffset(timeZone)
  if (/^(z|utc|gmt)$/i.test(timeZone) || !isZoneName(timeZone)) return () => 0
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const nameAt = (instant: number) => format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value
  return (instant) => fixedOffset(nameAt(instant)?.replace('GMT', '') ?? '')
}

function isZoneName(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }) instanceof Intl.DateTimeFormat
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** `Z`, `+02:00`, `-0530`; old local times have seconds. */
function fixedOffset(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})(?::(\d{2}))?$/.exec(zone)
  if (match === null) return 0
  const [, sign, hours, minutes, seconds = '0'] = match
  const offset = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -offset : offset
}
