import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { Session } from './session.ts';

/** Prisma's schema engine over one session: the program behind `prisma migrate`, as WebAssembly. */
export async function openEngine(session: Session): Promise<bindings.SchemaEngine> {
  loading ??= load();
  await loading;
  const adapter = bindMigrationAwareSqlAdapterFactory(session.adapter);
  return bindings.SchemaEngine.new({ datamodels: undefined }, ignoreLog, adapter);
}

let loading: Promise<void> | undefined;

/** The package's own entry point imports the module as a bundler would, which Node does only behind a flag. */
async function load(): Promise<void> {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: fail } });
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const bytes = await readFile(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': { ...bindings, ...unreferencedTimers() },
  });
  const exports = instance.exports as { __wbindgen_start: () => void };
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}

/**
 * The engine sets timers that it never clears, such as ten seconds for its lock. Here they don't keep the process alive,
 * or every migration would take as long.
 */
function unreferencedTimers(): Partial<typeof bindings> {
  const [name] = Object.keys(bindings).filter((key) => key.startsWith('__wbg_setTimeout_'));
  if (name === undefined) return {};
  return { [name]: (callback: () => void, ms: number) => setTimeout(callback, ms >>> 0).unref() };
}

/** The engine calls this when it panics; it can't go on. */
function fail(message: string): never {
  throw new Error(`The schema engine panicked: ${message}`);
}

/** What the engine has to say comes back as results and errors too. */
function ignoreLog(): void {}
