import { unwatchFile, watchFile } from 'node:fs';

const POLL_MS = 1_000;

/**
 * Calls back on SIGHUP, and when one of the files has changed. Polls, because that also sees files
 * that are replaced or mounted from elsewhere.
 * @returns stops it
 */
export function watchSettings(files: readonly string[], onChange: () => void): () => void {
  process.on('SIGHUP', onChange);
  for (const file of files) watchFile(file, { interval: POLL_MS }, onChange);
  return () => {
    process.off('SIGHUP', onChange);
    for (const file of files) unwatchFile(file, onChange);
  };
}
