import preset from '../../jest.preset.js';

// Each test starts git and pnpm many times, on repositories of its own, and mostly waits for them.
export default { ...preset, testTimeout: 180_000, maxWorkers: '100%' };
