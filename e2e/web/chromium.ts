import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = '@sparticuz/chromium';
const MANIFEST = join(import.meta.dirname, '../node_modules', PACKAGE, 'package.json');

/**
 * Gives the path of a Chromium: CHROMIUM_PATH, or the one that an npm package brings along, packed.
 *
 * The package unpacks it into the directory for temporary files, and takes whatever is there for
 * finished. So that neither two runs at once nor a killed one can spoil it, this unpacks into a
 * directory of its own, and then renames that in one step.
 */
export async function chromiumPath(): Promise<string> {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const { version } = JSON.parse(await readFile(MANIFEST, 'utf8')) as { version: string };
  const directory = join(tmpdir(), `chromium-${version}-${userInfo().uid}`);
  if (!existsSync(directory)) await unpackInto(directory);
  return join(directory, 'chromium');
}

async function unpackInto(directory: string): Promise<void> {
  const unfinished = await mkdtemp(`${directory}-`);
  await promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import chromium from '${PACKAGE}'; await chromium.executablePath();`,
    ],
    { cwd: import.meta.dirname, env: { ...process.env, TMPDIR: unfinished } },
  );
  await rename(unfinished, directory).catch(async (error) => {
    await rm(unfinished, { recursive: true });
    // Another run was faster.
    if (!existsSync(directory)) throw error;
  });
}
