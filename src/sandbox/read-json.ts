import type { Readable } from 'node:stream'
import type { z } from 'zod'
import { badRequest, missingFields, Refusal, unsupportedMediaType } from './refusal.ts'
import type { SandboxRequest } from './route.ts'

const MAX_BODY_BYTES = 10_000_000

/** @throws Refusal 415 for another content type, 400 for a body that does not fit. */
export async function readJson<T>(request: SandboxRequest, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw unsupportedMediaType()
  return parseJson(await readText(request.body), schema)
}

export async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new Refusal(413, { message: `The body is larger than ${MAX_BODY_BYTES} bytes.` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Fields that are null count as not sent, as HubSpot's own reader has it. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T {
  const value = parseText(text)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const missing = parsed.error.issues.filter((issue) => valueAt(value, issue.path) === undefined)
  if (missing.length > 0) throw missingFields([...new Set(missing.map((issue) => String(issue.path.at(-1) ?? 'body')))])
  const [issue] = parsed.error.issues
  const path = issue?.path ?? []
  const shown = JSON.stringify(valueAt(value, path))?.slice(0, 200)
  throw badRequest(
    `Invalid input JSON on line 1, column 1: Cannot deserialize value of type \`${String(path.at(-1) ?? 'body')}\` from ${shown}: ${issue?.message}`,
  )
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value) => (value === null ? undefined : value))
  } catch {
    throw badRequest('Unable to parse JSON')
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? Reflect.get(inner, key) : undefined), value)
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
