import { describe, expect, it } from '@jest/globals';
import type { Instance } from '@photos/local-stack';
import { AppMetrics, difference } from '../src/app-metrics.ts';

/** As much of an instance as is looked at. */
function instance(): Instance & { reads: number; running: boolean; depth: number } {
  const fake = {
    reads: 0,
    depth: 0,
    running: true,
    metrics: async () => {
      if (!fake.running) throw new Error('connection refused');
      return {
        'attachment_reads_total{source="monolith"}': fake.reads,
        replication_outbox_depth: fake.depth,
      };
    },
  };
  return fake as unknown as Instance & { reads: number; running: boolean; depth: number };
}

describe('metrics of the apps', () => {
  it('add up over instances that come and go, and over counters that begin anew', async () => {
    const [old, replacement] = [instance(), instance()];
    let instances: Instance[] = [old];
    const metrics = new AppMetrics(() => instances);
    old.reads = 5;
    await metrics.scrape();
    const before = metrics.totals;
    old.reads = 8;
    instances = [replacement];
    replacement.reads = 2;
    await metrics.scrape();
    old.running = false;
    replacement.reads = 1;
    await metrics.scrape();
    expect(metrics.totals.readsBySource).toEqual({ monolith: 11 });
    expect(difference(metrics.totals, before).readsBySource).toEqual({ monolith: 6 });
  });

  it('tell what all outboxes of an app hold, which each instance sees', async () => {
    const depths = { replication_outbox_depth: 2, media_outbox_depth: 3 };
    const seen = { running: true, metrics: async () => depths };
    const instances = [{ ...seen }, { ...seen }] as unknown as Instance[];
    const metrics = new AppMetrics(() => instances);
    await metrics.scrape();
    expect(metrics.outboxDepth).toBe(5);
  });

  it('tell the most that an outbox held', async () => {
    const one = instance();
    const metrics = new AppMetrics(() => [one]);
    for (const depth of [3, 7, 2]) {
      one.depth = depth;
      await metrics.scrape();
    }
    expect(metrics.takeMaxOutboxDepth()).toBe(7);
    expect(metrics.takeMaxOutboxDepth()).toBe(2);
  });
});
