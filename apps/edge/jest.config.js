import preset from '../../jest.preset.js';

// Each test starts real processes.
export default { ...preset, testTimeout: 60_000 };
