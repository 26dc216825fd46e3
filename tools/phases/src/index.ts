export { readBranchPhases } from './branch-phases.ts';
export { mainTip } from './main-line.ts';
export { type Phase, readPhases } from './phases.ts';
export { Refusal } from './refusal.ts';
export { checkoutWorktree, type Worktree } from './worktree.ts';
