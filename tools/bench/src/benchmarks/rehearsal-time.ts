import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtEnd, watchGroup } from '@photos/local-stack';
import { execa } from 'execa';
import type { Benchmark } from '../benchmark.ts';
import { repository } from '../checkouts.ts';
import { formatNumber } from '../report/format.ts';
import { below } from '../report/row.ts';

const seedAttachments = 2_000;

export const rehearsalTime: Benchmark = {
  name: 'rehearsal',
  measures: `A whole rehearsal with ${seedAttachments.toLocaleString('en-GB')} seeded attachments: in a fresh clone, where everything has to be installed and built, and in the same clone again.`,
  async run({ quick, log }) {
    const parent = await mkdtemp(join(tmpdir(), 'photos-bench-'));
    // Ctrl-C ends this process at once: the local stack's watchdog stops the rehearsal and clears away.
    removeAtEnd(parent);
    const clone = join(parent, 'clone');
    try {
      await execa('git', ['clone', '--quiet', repository, clone]);
      const rehearse = async (): Promise<number> => {
        const started = performance.now();
        const seed = ['--seed-attachments', String(quick ? 100 : seedAttachments)];
        const child = execa('npx', ['-y', 'pnpm@12', 'rehearse', ...seed], {
          cwd: clone,
          env: asFromAShell,
          detached: true,
        });
        watchGroup(child.nodeChildProcess);
        await child;
        return (performance.now() - started) / 1000;
      };
      log('cold');
      const cold = await rehearse();
      log('warm');
      const warm = await rehearse();
      return [
        { what: 'Cold', figure: seconds(cold), verdict: below(300, 's', cold) },
        { what: 'Warm', figure: seconds(warm), verdict: below(150, 's', warm) },
      ];
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  },
};

/** pnpm tells what it runs not to install anything once more. A new clone has to. */
const asFromAShell = { pnpm_config_verify_deps_before_run: undefined };

const seconds = (value: number) => `${formatNumber(value)} s`;
