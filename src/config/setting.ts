import { z } from 'zod'

/** How one setting is given and told; the value itself is the zod schema it is registered with. */
export interface SettingFacts {
  /** Without the dashes. A flag that switches something off starts with `no-` and stands for `false`. */
  flag?: string
  env?: string
  /** The same variable in another spelling; it goes first. */
  envAlias?: string
  description: string
  group: 'commands' | 'server' | 'http' | 'hubspot' | 'credentials'
  /** What stands for the value in help texts; absent on a switch. */
  value?: string
  /** Only from the environment, never shown. */
  secret?: true
  /** A message shows it up to its first colon: what follows may be a secret. */
  nameOnly?: true
  /** Not looked at where the embedded sandbox is used: it is about the network. */
  notInSandbox?: true
  /** The flag may be given several times; the environment variable is a list with `separator`. */
  repeatable?: true
  separator?: ',' | 'path' | 'newline'
  /** The field of the Ballerina clients' ConnectionConfig that this answers to; several with commas between them. */
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

const anyText = z.string()

/** A value read from text; `read` gives undefined for what it is not. `must` ends the sentence "it …". */
export function readFrom<Value>(must: string, read: (text: string) => Value | undefined) {
  return anyText.transform((text, context): Value => {
    const value = read(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: must })
    return z.NEVER
  })
}

export function wholeNumber(min: number, max: number) {
  return readFrom(`must be a whole number from ${min} to ${max}`, numberIn(/^\d{1,15}$/, min, max))
}

export function decimal(min: number, max: number) {
  return readFrom(`must be a number from ${min} to ${max}`, numberIn(/^\d{1,9}(\.\d{1,6})?$/, min, max))
}

function numberIn(form: RegExp, min: number, max: number): (text: string) => number | undefined {
  return (text) => {
    const value = form.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : undefined
  }
}

const ANSWERS = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
])

export function yesOrNo() {
  return readFrom('must be true or false', (text) => ANSWERS.get(text.toLowerCase()))
}

export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, `must be ${values.join(', ')}`.replace(/, ([^,]*)$/, ' or $1'))
}

/** Files and folders are made absolute later. */
export function notEmpty() {
  return readFrom('must not be empty', (text) => (text === '' ? undefined : text))
}

/** A token or key: it goes into a header, so nothing but visible ASCII. */
export function secretText() {
  return readFrom('holds a space, a line break or another character that cannot be part of it', (text) =>
    /^[\x21-\x7e]{1,4096}$/.test(text) ? text : undefined,
  )
}

/** A credential of HubSpot. Some programs keep the quotes of a line in an .env file; HubSpot would only answer 401. */
export function credentialText() {
  return secretText().refine((text) => !/^["'`]|["'`]$/.test(text), 'has quotes around it; set it without them')
}
