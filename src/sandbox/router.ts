import { DATED_VERSIONS } from './paths.ts'
import type { Route } from './route.ts'

export interface Match {
  route: Route
  params: Record<string, string>
}

/** `known` false: no route has this address. `known` true without a match: it does not take this method. */
export interface Lookup {
  known: boolean
  match: Match | undefined
}

interface Template {
  route: Route
  segments: readonly string[]
}

export function createRouter(routes: readonly Route[]): (method: string, path: string) => Lookup {
  const templates = routes.flatMap((route) => route.paths.map((path) => ({ route, segments: segmentsOf(path) })))
  return (method, path) => find(templates, method, path)
}

function find(templates: readonly Template[], method: string, path: string): Lookup {
  const segments = decoded(path)
  if (segments === undefined) return { known: false, match: undefined }
  const fitting = templates.filter((template) => fits(template.segments, segments))
  const found = fitting.find((template) => template.route.method === method)
  if (found === undefined) return { known: fitting.length > 0, match: undefined }
  return { known: true, match: { route: found.route, params: paramsOf(found.segments, segments) } }
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => {
      const segment = segments[index] ?? ''
      if (part === '{version}') return DATED_VERSIONS.has(segment)
      return part.startsWith('{') ? segment !== '' : part === segment
    })
  )
}

function paramsOf(template: readonly string[], segments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    template.flatMap((part, index) => (part.startsWith('{') ? [[part.slice(1, -1), segments[index] ?? '']] : [])),
  )
}

const segmentsOf = (path: string): string[] => path.split('/').filter((part) => part !== '')

function decoded(path: string): string[] | undefined {
  try {
    return segmentsOf(path).map(decodeURIComponent)
  } catch {
    return undefined
  }
}
