import { z } from 'zod'

/** How one setting is given and told; the value itself is the zod schema it is registered with. */
export interface SettingFacts {
  /** Without the dashes. A flag that switches something off starts with `no-` and stands for `false`. */
  flag?: string
  env?: string
  description: string
  group: 'commands' | 'server' | 'http' | 'hubspot' | 'credentials'
  /** What stands for the value in help texts; absent on a switch. */
  value?: string
  /** Only from the environment, never shown. */
  secret?: true
  /** The flag may be given several times; the environment variable is a list with `separator`. */
  repeatable?: true
  separator?: ',' | 'path' | 'newline'
  /** The field of the Ballerina clients' ConnectionConfig that this answers to. */
  ballerina?: string
  /** Commands the flag belongs to; absent: every command. */
  commands?: readonly string[]
}

export const settingFacts = z.registry<SettingFacts>()

/** `schema` reads the text of a flag or a variable; the facts are kept beside it. */
export function setting<Schema extends z.ZodType>(schema: Schema, facts: SettingFacts): Schema {
  settingFacts.add(schema, facts)
  return schema
}

export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
}

export function decimal(min: number, max: number) {
  const message = `must be a number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}(\.\d{1,6})?$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
}

export function yesOrNo() {
  return z
    .string()
    .toLowerCase()
    .pipe(z.enum(['true', '1', 'yes', 'on', 'false', '0', 'no', 'off'], 'must be true or false'))
    .transform((value) => ['true', '1', 'yes', 'on'].includes(value))
}

export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, `must be ${values.join(', ')}`.replace(/, ([^,]*)$/, ' or $1'))
}

/** A token or key: it goes into a header, so nothing but visible ASCII. */
export function secretText() {
  return z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'holds a space, a line break or another character that cannot be part of it')
    .max(4096, 'is longer than 4,096 characters')
}
