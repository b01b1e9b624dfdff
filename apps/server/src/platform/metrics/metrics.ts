// Numbers for whoever watches the machine, in Prometheus' text format. No label comes from outside: paths are patterns.

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export interface Metrics {
  readonly requests: Histogram
  readonly factsTaken: Counter
  readonly consoles: Gauge
  readonly consolesTooSlow: Counter
  readonly recorders: Gauge
  readonly eventSeq: Gauge
  readonly contentType: string
  text(): Promise<string>
}

export function makeMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    requests: new Histogram({
      name: 'sereno_http_request_seconds',
      help: 'Time from a request to its answer',
      labelNames: ['method', 'path', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    factsTaken: new Counter({
      name: 'sereno_recorder_facts_total',
      help: 'Facts taken over from recorders',
      labelNames: ['kind'],
      registers,
    }),
    consoles: new Gauge({ name: 'sereno_consoles', help: 'Consoles on the live feed', registers }),
    consolesTooSlow: new Counter({
      name: 'sereno_consoles_too_slow_total',
      help: 'Consoles closed because they did not read',
      registers,
    }),
    recorders: new Gauge({ name: 'sereno_recorders_connected', help: 'Recorders on the link', registers }),
    eventSeq: new Gauge({ name: 'sereno_event_seq', help: 'Number of the last event', registers }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}
