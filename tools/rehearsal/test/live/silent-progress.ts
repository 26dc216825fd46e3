import type { Progress } from '../../src/terminal/progress.ts';

/** Shows nothing. */
export const silent: Progress = {
  line: () => undefined,
  stage: () => undefined,
  status: () => undefined,
  done: () => undefined,
  figures: () => undefined,
  close: () => undefined,
};
