import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { App } from './apps.ts'

export interface SandboxRequest {
  method: string
  /** Without query, without trailing slash. */
  path: string
  /** Parts of the path by the names of the route's template, decoded. */
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  /** A dated address (`/crm/imports/2026-09`), where a few status codes differ. */
  dated: boolean
  headers: IncomingHttpHeaders
  /** The app whose token came with the request. Routes marked `open` get none. */
  app: App | undefined
  body: Readable
  /** Whether the whole body, as long as it was announced, has arrived. */
  isComplete(): boolean
  /** Header names and values as they came, doubled ones included. */
  rawHeaders: readonly string[]
}

export interface Answer {
  status: number
  /** Sent as JSON; nothing: an empty body. */
  body?: unknown
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Templates such as /crm/v3/imports/{importId}; {version} matches a dated version only. */
  paths: readonly string[]
  /** One of them is needed. */
  scopes?: readonly string[] | ((request: SandboxRequest) => readonly string[])
  /** Needs no token. */
  open?: true
  /** Counted as a search: another rate limit. */
  search?: true
  answer(request: SandboxRequest): Answer | Promise<Answer>
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }
