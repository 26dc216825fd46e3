import type { Instance, Metrics } from '@photos/local-stack';

const SCRAPE_MS = 250;
const SERIES = /^(\w+)\{.*?(?:source|target|result)="([^"]*)".*\}$/;

/** Counters that a phase's report shows, by the value of their label. */
const COUNTERS = {
  attachment_reads_total: 'readsBySource',
  attachment_writes_total: 'writesByTarget',
  shadow_reads_total: 'shadowReads',
} as const;
type CounterName = (typeof COUNTERS)[keyof typeof COUNTERS];

/** How often something was counted, by source, target or result. */
export type Counts = Record<string, number>;
export type AppCounts = Record<CounterName, Counts>;

/**
 * Adds up what the apps count about themselves, over instances that come and go: a counter begins
 * anew with each process, and what a process has counted stays when it ends.
 */
export class AppMetrics {
  readonly #instances: () => Instance[];
  readonly #last = new Map<Instance, Metrics>();
  #totals: AppCounts = { readsBySource: {}, writesByTarget: {}, shadowReads: {} };
  #outboxDepth = 0;
  #maxOutboxDepth = 0;
  #timer: NodeJS.Timeout | undefined;
  #scraping: Promise<void> | undefined;

  constructor(instances: () => Instance[]) {
    this.#instances = instances;
  }

  /** Scrapes all the time from now on, an instance that leaves the rotation up to its end. */
  start(): void {
    this.#timer = setInterval(() => void this.scrape(), SCRAPE_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#scraping;
  }

  /** Brings everything up to date. Resolves when a scrape that began after the call is done. */
  async scrape(): Promise<void> {
    await this.#scraping;
    this.#scraping ??= this.#scrapeAll().finally(() => {
      this.#scraping = undefined;
    });
    await this.#scraping;
  }

  /** What was counted so far. */
  get totals(): AppCounts {
    return structuredClone(this.#totals);
  }

  /** What the outboxes hold, together. */
  get outboxDepth(): number {
    return this.#outboxDepth;
  }

  /** The most that the outboxes held since this was asked last. */
  takeMaxOutboxDepth(): number {
    const max = this.#maxOutboxDepth;
    this.#maxOutboxDepth = this.#outboxDepth;
    return max;
  }

  async #scrapeAll(): Promise<void> {
    const current = this.#instances();
    const known = new Set([...current, ...this.#last.keys()]);
    await Promise.all([...known].map((instance) => this.#scrapeOne(instance)));
    for (const instance of this.#last.keys()) {
      if (!instance.running && !current.includes(instance)) this.#last.delete(instance);
    }
    // Every instance of an app sees the same outboxes.
    const depths = [...this.#last.values()].map(depthOfOutboxes);
    this.#outboxDepth = Math.max(0, ...depths);
    this.#maxOutboxDepth = Math.max(this.#maxOutboxDepth, this.#outboxDepth);
  }

  async #scrapeOne(instance: Instance): Promise<void> {
    // It may end at any moment.
    const metrics = await instance.metrics().catch(() => undefined);
    if (metrics === undefined) return;
    const before = this.#last.get(instance) ?? {};
    this.#last.set(instance, metrics);
    for (const [series, value] of Object.entries(metrics)) {
      const [, name = '', label = ''] = SERIES.exec(series) ?? [];
      const counter = COUNTERS[name as keyof typeof COUNTERS];
      if (counter === undefined) continue;
      const counts = this.#totals[counter];
      counts[label] = (counts[label] ?? 0) + increase(before[series] ?? 0, value);
    }
  }
}

/** What all outboxes of an app hold: it has a gauge for each, which ends in `outbox_depth`. */
function depthOfOutboxes(metrics: Metrics): number {
  const depths = Object.entries(metrics).filter(([series]) => series.endsWith('outbox_depth'));
  return depths.reduce((sum, [, depth]) => sum + depth, 0);
}

/** A counter that went down has begun anew. */
function increase(before: number, now: number): number {
  return now >= before ? now - before : now;
}

/** What was counted between two moments, without what wasn't counted at all. */
export function difference(now: AppCounts, before: AppCounts): AppCounts {
  return {
    readsBySource: subtract(now.readsBySource, before.readsBySource),
    writesByTarget: subtract(now.writesByTarget, before.writesByTarget),
    shadowReads: subtract(now.shadowReads, before.shadowReads),
  };
}

function subtract(now: Counts, before: Counts): Counts {
  const entries = Object.entries(now).map(
    ([label, count]) => [label, count - (before[label] ?? 0)] as const,
  );
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}
