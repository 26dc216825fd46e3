import type { Benchmark } from './benchmark.ts';
import { backfill } from './benchmarks/backfill.ts';
import { contentReads } from './benchmarks/content-reads.ts';
import { latencyDuringBackfill } from './benchmarks/latency-during-backfill.ts';
import { listReadCutover } from './benchmarks/list-read-cutover.ts';
import { messageLists } from './benchmarks/message-lists.ts';
import { postDualWrite } from './benchmarks/post-dual-write.ts';
import { rehearsalTime } from './benchmarks/rehearsal-time.ts';
import { uploadCleanup } from './benchmarks/upload-cleanup.ts';
import { uploadMemory } from './benchmarks/upload-memory.ts';
import { uploads } from './benchmarks/uploads.ts';

/** All benchmarks, in the order of the report. */
export const benchmarks: readonly Benchmark[] = [
  uploads,
  uploadMemory,
  contentReads,
  messageLists,
  postDualWrite,
  backfill,
  latencyDuringBackfill,
  listReadCutover,
  uploadCleanup,
];

/** Runs for minutes, so it has to be asked for. */
export const rehearsal: Benchmark = rehearsalTime;
