import { arch, availableParallelism, platform, totalmem } from 'node:os';

/** What figures depend on: when, and on what kind of machine. */
export function describeRun(at: Date): string {
  const memory = Math.round(totalmem() / 1024 ** 3);
  const machine = `${availableParallelism()} cores, ${memory} GiB, ${platform()} ${arch()}`;
  return `Measured on ${at.toISOString().slice(0, 10)} with ${machine}, Node.js ${process.versions.node}.`;
}
