import preset from '../../jest.preset.js';

// Each test runs git and pnpm many times, on repositories of its own.
export default { ...preset, testTimeout: 60_000 };
