import preset from '../../jest.preset.js';

// These tests start git, builds and whole stacks: on a busy machine that takes its time.
export default { ...preset, testTimeout: 60_000 };
