import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Measure, Measured } from '../measure.ts'

export interface Prometheus {
  measure: Measure
  contentType: string
  /** The text format of Prometheus. */
  text(): Promise<string>
}

const SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30, 60]

/** Counts since the process started. Labels are tools, codes and states of this program, so their number is bounded. */
export function createPrometheus(): Prometheus {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const named = (name: string, help: string) => ({ name: `hubspot_import_${name}`, help, registers })
  const calls = new Counter({ ...named('calls_total', 'Tool calls'), labelNames: ['tool', 'outcome'] })
  const durations = new Histogram({
    ...named('call_seconds', 'How long tool calls took'),
    labelNames: ['tool'],
    buckets: SECONDS,
  })
  const requests = new Histogram({
    ...named('hubspot_request_seconds', 'Requests sent to HubSpot, by class of the answer'),
    labelNames: ['status'],
    buckets: SECONDS,
  })
  const waited = new Counter(
    named('hubspot_wait_seconds_total', 'Time requests waited for the rate limit, also after a 429'),
  )
  const circuits = new Gauge(named('hubspot_circuits_open', 'Connections left alone because HubSpot did not answer'))
  const uploads = new Counter({ ...named('uploads_total', 'Files sent to this server'), labelNames: ['outcome'] })
  const bytes = new Counter(named('upload_bytes_total', 'Bytes of files that were stored'))
  const imports = new Counter({ ...named('imports_total', 'Steps of starts of imports'), labelNames: ['outcome'] })
  const count = (measured: Measured) => {
    switch (measured.what) {
      case 'call':
        calls.inc({ tool: measured.tool, outcome: measured.outcome })
        return durations.observe({ tool: measured.tool }, measured.seconds)
      case 'hubspot request':
        return requests.observe({ status: measured.status }, measured.seconds)
      case 'hubspot wait':
        return waited.inc(measured.seconds)
      case 'circuit':
        return circuits.inc(measured.open ? 1 : -1)
      case 'upload':
        uploads.inc({ outcome: measured.outcome })
        return bytes.inc(measured.bytes)
      default:
        return imports.inc({ outcome: measured.outcome })
    }
  }
  return { measure: count, contentType: register.contentType, text: () => register.metrics() }
}
