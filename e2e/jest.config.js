import preset from '../jest.preset.js';

export default {
  ...preset,
  globalSetup: './support/global-setup.ts',
  globalTeardown: './support/global-teardown.ts',
  // Each file runs a stack of its own, with several processes: two at a time keep two cores busy.
  maxWorkers: 2,
  testTimeout: 60_000,
};
