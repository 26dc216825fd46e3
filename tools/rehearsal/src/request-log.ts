import { build, type Histogram } from 'hdr-histogram-js';
import type { Journal } from './history/journal.ts';
import type { Generation } from './traffic/device.ts';
import type { SentRequest } from './traffic/trace.ts';

export interface Count {
  requests: number;
  failed: number;
}

export interface Latency {
  p50: number;
  p95: number;
  p99: number;
}

/** Requests of one stretch of the rehearsal. */
export class Period {
  requests = 0;
  failed = 0;
  uploads = 0;
  readonly clients: Record<Generation, Count> = {
    old: { requests: 0, failed: 0 },
    new: { requests: 0, failed: 0 },
  };
  readonly #microseconds: Histogram = build({
    bitBucketSize: 32,
    numberOfSignificantValueDigits: 3,
  });

  add(generation: Generation, { ms, failure }: SentRequest): void {
    const failed = failure === undefined ? 0 : 1;
    this.requests += 1;
    this.failed += failed;
    this.clients[generation].requests += 1;
    this.clients[generation].failed += failed;
    this.#microseconds.recordValue(Math.round(ms * 1000));
  }

  /** In milliseconds, until the last byte of the answer. */
  get latencyMs(): Latency {
    const at = (percentile: number) =>
      Math.round(this.#microseconds.getValueAtPercentile(percentile) / 10) / 100;
    return { p50: at(50), p95: at(95), p99: at(99) };
  }
}

/** Counts every request, in all the periods that are open when it has been judged. */
export class RequestLog {
  readonly total = new Period();
  readonly #open = new Set<Period>([this.total]);
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Opens a period. Periods may overlap: a roll-out is a part of its phase. */
  open(): Period {
    const period = new Period();
    this.#open.add(period);
    return period;
  }

  close(period: Period): void {
    this.#open.delete(period);
  }

  count(generation: Generation, requests: SentRequest[]): void {
    for (const request of requests) {
      if (request.abandoned) continue;
      for (const period of this.#open) period.add(generation, request);
      const { method, route, failure } = request;
      this.#journal.note({
        type: 'request',
        request: `${method} ${route} of an ${generation === 'old' ? 'old' : 'up-to-date'} client`,
        ...(failure === undefined ? {} : { failure }),
      });
    }
  }

  uploaded(photos: number): void {
    for (const period of this.#open) period.uploads += photos;
  }
}
