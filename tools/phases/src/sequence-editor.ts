// What git starts in place of an editor for the steps of a rebase. It gets the path of the file that holds them, and in
// REPLAY_PHASES the commits of the phases.

import { readFileSync, writeFileSync } from 'node:fs';
import { argv, env } from 'node:process';
import { sortTodo } from './sort-todo.ts';

const [file = ''] = argv.slice(2);
const phases = (env.REPLAY_PHASES ?? '').split(' ');
writeFileSync(file, sortTodo(readFileSync(file, 'utf8'), phases));
