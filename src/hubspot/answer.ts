import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { Dispatcher } from 'undici'
import type { z } from 'zod'
import { UsageError } from '../errors.ts'

/** An answer of HubSpot, read to its end. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  text: string
  /** undefined: the body is empty or not JSON. */
  json: unknown
  /** How strictly it is taken by whoever reads it; absent: loosely. */
  check?: AnswerCheck
}

/** Looks at an answer that could be read; `written`: a write is behind it. @throws UsageError hubspot_bad_response */
export type AnswerCheck = (schema: z.core.$ZodType, answer: Answer, what: { what: string; written: boolean }) => void

/** Also the limit of what a compressed body may become: such a body of 500 bytes can hold 200 MB. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/** @throws UsageError hubspot_bad_response: too large, or an encoding that was not asked for. */
export async function readAnswer(response: Dispatcher.ResponseData): Promise<Answer> {
  const headers = plainHeaders(response.headers)
  const bytes = await inflate(await readBytes(response), headers['content-encoding'] ?? '')
  const text = bytes.toString('utf8')
  return { status: response.statusCode, headers, text, json: parseJson(text) }
}

/** A refusal in which no secret is left, should the other side send one back. Successes are only read, never told. */
export function withoutSecrets(answer: Answer, redact: (text: string) => string): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer
  const text = redact(answer.text)
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, redact(value)] as const)
  return { ...answer, headers: Object.fromEntries(headers), text, json: parseJson(text) }
}

/** undefined for what is not JSON: error pages of proxies are expected input here. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function readBytes(response: Dispatcher.ResponseData): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response.body) {
    const piece = Buffer.from(chunk)
    size += piece.length
    if (size > MAX_ANSWER_BYTES) throw tooLarge()
    chunks.push(piece)
  }
  return Buffer.concat(chunks)
}

/** One layer of one of these, also where a proxy packs unasked. Of deflate there are two kinds. */
const INFLATERS = new Map([
  ['gzip', promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gunzip)],
  ['x-gzip', promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gunzip)],
  ['br', promisify<zlib.InputType, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress)],
])

async function inflate(bytes: Buffer, encoding: string): Promise<Buffer> {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity' || bytes.length === 0) return bytes
  const inflater = INFLATERS.get(name)
  if (inflater === undefined) throw unreadable('with an encoding that was not asked for')
  return await inflater(bytes, { maxOutputLength: MAX_ANSWER_BYTES }).catch((error: unknown) => {
    throw error instanceof RangeError ? tooLarge() : unreadable('with a compressed body that is damaged')
  })
}

/** Known by its cause: the error is told in other words on its way. */
const TOO_LARGE = 'the answer is too large'

const tooLarge = () =>
  new UsageError(
    'hubspot_bad_response',
    `HubSpot's answer is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MB, so reading it was stopped.`,
    'Ask for less at once where the tool has a limit. If that changes nothing, check whether HUBSPOT_BASE_URL is right.',
    { cause: TOO_LARGE },
  )

/** The same can be asked for in smaller pages. */
export const isTooLarge = (error: unknown): error is UsageError =>
  error instanceof UsageError && error.cause === TOO_LARGE

const unreadable = (how: string) =>
  new UsageError(
    'hubspot_bad_response',
    `HubSpot answered ${how}.`,
    'Check whether a proxy stands between this server and HubSpot, or whether HUBSPOT_BASE_URL is right.',
  )

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value ?? '')] as const)
  return Object.fromEntries(pairs)
}
