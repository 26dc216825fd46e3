import { join } from 'node:path';
import pc from 'picocolors';
import type { Servers } from '../servers.ts';
import type { App, Stack } from '../stack.ts';

export interface SummaryOptions {
  stack: Stack;
  servers: Servers;
  /** How a path is shown. */
  shown: (path: string) => string;
}

/** What runs where, for the terminal. */
export function summary({ stack, servers, shown }: SummaryOptions): string {
  const origin = stack.origin.replace('127.0.0.1', 'localhost');
  const apps = Object.values(stack.apps);
  const rows: [string, string][] = [
    ['Web client', pc.bold(origin)],
    ['API', `${origin}/api`],
    ['Instances', apps.map(({ name, instances }) => `${instances.length} ${name}`).join(', ')],
    ...apps.flatMap(databaseRow),
    ['Objects', `${stack.s3.endpoint}, bucket ${stack.s3.bucket}`],
    ['Upstreams', `${stack.edge.adminUrl}/upstreams`],
    ['Variables', `${join(shown(stack.directory), '*.env')}, for the apps' commands`],
    ['Logs', join(shown(stack.directory), '*.log')],
    ['Data', `${shown(servers.directory)}, kept (--fresh starts without)`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => `  ${pc.dim(label.padEnd(width))}  ${value}`);
  return `\n${lines.join('\n')}\n\n  ${pc.dim('Ctrl-C stops everything.')}`;
}

function databaseRow({ name, databaseUrl }: App): [string, string][] {
  return databaseUrl === undefined ? [] : [['Database', `${databaseUrl} (${name})`]];
}
