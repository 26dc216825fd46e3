// What other tools use to run a phase's build: `@photos/rehearsal/builds`.
export { type BuildOptions, buildCommit } from './builds.ts';
export { type CreateClient, clientOf } from './client-of.ts';
