import preset from '../../jest.preset.js';

export default {
  ...preset,
  globalSetup: './test/support/global-setup.ts',
  globalTeardown: './test/support/global-teardown.ts',
  testTimeout: 60_000,
};
