import preset from '../jest.preset.js';

export default {
  ...preset,
  globalSetup: './support/global-setup.ts',
  globalTeardown: './support/global-teardown.ts',
  // Each file runs a stack of its own, with several processes: two at a time keep two cores busy.
  maxWorkers: 2,
  // Jest keeps the ES modules of each file for as long as a worker lives. With all of them in memory a
  // worker takes so long to exit that it is said to leak, so it is replaced before that.
  workerIdleMemoryLimit: '250MB',
  testTimeout: 60_000,
};
