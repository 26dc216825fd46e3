import preset from '../../jest.preset.js';

// Each test starts real servers.
export default { ...preset, testTimeout: 120_000 };
