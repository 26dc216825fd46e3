import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { AppMetrics } from '../src/app-metrics.ts';
import { Checker } from '../src/checker/checker.ts';
import { Journal } from '../src/history/journal.ts';
import { RequestLog } from '../src/request-log.ts';
import { Timeline } from '../src/timeline.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('has few points of a long run, and all of it', () => {
  const log = new RequestLog(new Journal(new Checker(), () => 'here'));
  const timeline = new Timeline(log, new AppMetrics(() => []));
  timeline.start();
  jest.advanceTimersByTime(2_500_000);
  const points = timeline.stop();
  expect(points.length).toBeLessThanOrEqual(901);
  let until = 0;
  for (const { atMs, ms } of points) {
    expect(atMs).toBe(until);
    until += ms;
  }
  expect(until).toBe(2_500_000);
});
