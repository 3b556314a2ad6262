import { randomUUID } from 'node:crypto'

export interface RefusalBody {
  message: string
  category?: string
  subCategory?: string
  context?: Record<string, string[]>
  errors?: Record<string, unknown>[]
  /** Rate limits only. */
  errorType?: string
  policyName?: string
  requestId?: string
}

/** An answer other than 2xx. Thrown by a route, sent by the server with a correlation id. */
export class Refusal extends Error {
  readonly status: number
  readonly body: RefusalBody & { status: string; correlationId: string }
  readonly headers: Record<string, string>

  constructor(status: number, body: RefusalBody, headers: Record<string, string> = {}) {
    super(body.message)
    this.name = 'Refusal'
    this.status = status
    this.body = { status: 'error', ...body, correlationId: randomUUID() }
    this.headers = headers
  }
}

export const badRequest = (message: string, more: Partial<RefusalBody> = {}): Refusal =>
  new Refusal(400, { message, category: 'VALIDATION_ERROR', ...more })

export const notFound = (message: string): Refusal => new Refusal(404, { message, category: 'OBJECT_NOT_FOUND' })

/** What HubSpot's JSON reader says when fields are missing, seen on labels. It has no category there. */
export const missingFields = (names: readonly string[]): Refusal =>
  new Refusal(400, { message: `Invalid input JSON: Some required fields were not set: [${names.join(', ')}]` })

export const unsupportedMediaType = (): Refusal => new Refusal(415, { message: 'HTTP 415 Unsupported Media Type' })
