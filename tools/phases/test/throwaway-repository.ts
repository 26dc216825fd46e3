import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

/** Nobody's own settings, so that a test does the same everywhere. */
const GIT_ENV = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@photos.example',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@photos.example',
  NO_COLOR: '1',
  // Where Node.js keeps it by default: it halves the time that each of the many commands takes to start.
  NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
};

type Files = Record<string, string>;
type Answer = { exitCode: number | undefined; stdout: string; stderr: string };

export const PHASE_NAMES = ['monolith', 'dual-write', 'backfill'];

/** What makes a checkout green or red for `phase test` and `edition publish`: whether a file `red`, or `red-together`, is there. */
const CHECKS: Files = {
  'check.js': `process.exit(require('node:fs').existsSync(process.argv[2] ?? 'red') ? 1 : 0);\n`,
  'package.json': `${JSON.stringify({
    private: true,
    scripts: {
      check: 'node check.js',
      test: 'node check.js',
      together: 'node check.js red-together',
    },
    edition: { check: ['check'], checkTogether: ['together'] },
  })}\n`,
  '.gitignore': 'node_modules/\n',
};

const made: ThrowawayRepository[] = [];
const templates = new Map<number, Promise<ThrowawayRepository>>();

/** A git repository of one test's own, and our commands run inside it. */
export class ThrowawayRepository {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
    made.push(this);
  }

  /** For `afterAll`. */
  static async removeAll(): Promise<void> {
    for (const { dir } of made) await rm(dir, { recursive: true, force: true });
  }

  /** An empty directory, without a repository in it. */
  static async emptyDirectory(): Promise<ThrowawayRepository> {
    const parent = await realpath(tmpdir());
    return new ThrowawayRepository(await mkdtemp(join(parent, 'throwaway-')));
  }

  /** A repository whose `main` is a baseline that says it is phase 0. */
  static async withBaseline(): Promise<ThrowawayRepository> {
    const repository = await ThrowawayRepository.emptyDirectory();
    await repository.git('init', '--quiet', '--template=', '--initial-branch=main');
    await repository.commit('Start the app', { ...CHECKS, ...phaseFile(0), 'app.txt': 'app\n' });
    return repository;
  }

  /** A repository with some editions on `main`, copied from one that is made once. */
  static async withEditions(count: number): Promise<ThrowawayRepository> {
    const template = templates.get(count) ?? ThrowawayRepository.#makeEditions(count);
    templates.set(count, template);
    const copy = await ThrowawayRepository.emptyDirectory();
    await cp((await template).dir, copy.dir, { recursive: true });
    return copy;
  }

  static async #makeEditions(count: number): Promise<ThrowawayRepository> {
    const repository = await ThrowawayRepository.withBaseline();
    for (let edition = 1; edition <= count; edition++) await repository.publishByHand(edition);
    return repository;
  }

  /** A directory inside this one, with one file. */
  async withDirectory(name: string): Promise<ThrowawayRepository> {
    await this.write({ [`${name}/app.txt`]: 'app\n' });
    return new ThrowawayRepository(join(this.dir, name));
  }

  /** A clone with everything in it, as `git clone` makes it with these options. */
  async clone(...options: string[]): Promise<ThrowawayRepository> {
    const clone = await ThrowawayRepository.emptyDirectory();
    await clone.git('clone', '--quiet', ...options, `file://${this.dir}`, '.');
    return clone;
  }

  async git(...args: string[]): Promise<string> {
    const { stdout } = await execa('git', args, { cwd: this.dir, env: GIT_ENV });
    return stdout;
  }

  phase(...args: string[]): Promise<Answer> {
    return this.#run('phase.ts', args);
  }

  /** Starts `phase`, for a test that sends it signals. */
  startPhase(...args: string[]) {
    return this.#start('phase.ts', args);
  }

  edition(...args: string[]): Promise<Answer> {
    return this.#run('edition.ts', args);
  }

  async write(files: Files): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.dir, path)), { recursive: true });
      await writeFile(join(this.dir, path), content);
    }
  }

  /** Commits all changes together with `files`, and gives the commit's id. */
  async commit(message: string, files: Files = {}, ...options: string[]): Promise<string> {
    await this.write(files);
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '-m', message, ...options);
    return this.git('rev-parse', 'HEAD');
  }

  /** Commits the phases from 1 on, on top of HEAD: each adds a file and changes `infra/phase.json`. */
  async commitPhases(...options: string[]): Promise<void> {
    for (const [number, name] of PHASE_NAMES.entries()) {
      if (number === 0) continue;
      await this.commit(
        `Build ${name}`,
        { ...phaseFile(number), [`${name}.txt`]: `${name}\n` },
        '--trailer',
        `Phase: ${number}-${name}`,
        ...options,
      );
    }
  }

  /** Publishes an edition with git alone, as section 7 of the design has it. Ends on `main`. */
  async publishByHand(edition: number): Promise<void> {
    const trailer = ['--trailer', `Edition: ${edition}`];
    const from = edition === 1 ? 'main' : `e-${edition - 1}-baseline`;
    await this.git('switch', '--quiet', '--create', `e-${edition}-baseline`, from);
    const message = `Round off the baseline of ${edition}`;
    await this.commit(message, {}, '--trailer', 'Phase: 0-monolith', ...trailer);
    await this.git('switch', '--quiet', '--create', `e-${edition}`);
    await this.commitPhases(...trailer);
    const merge = await this.git(
      ...['commit-tree', 'HEAD^{tree}', '-p', 'main', '-p', 'HEAD', '-m', `Edition ${edition}`],
    );
    await this.git('switch', '--quiet', 'main');
    await this.git('merge', '--quiet', '--ff-only', merge);
  }

  /** Each tag and what it points at. */
  async tags(): Promise<Record<string, string>> {
    const list = await this.git('tag', '--format=%(refname:strip=2)\t%(objectname)');
    const tags: Record<string, string> = {};
    for (const line of list.split('\n').filter((line) => line !== '')) {
      const [tag = '', commit = ''] = line.split('\t');
      tags[tag] = commit;
    }
    return tags;
  }

  /** First lines of the messages of `range`, oldest first. */
  async subjects(range: string): Promise<string[]> {
    return (await this.git('log', '--reverse', '--format=%s', range)).split('\n');
  }

  async #run(program: string, args: string[]): Promise<Answer> {
    const { exitCode, stdout, stderr } = await this.#start(program, args);
    return { exitCode, stdout, stderr };
  }

  #start(program: string, args: string[]) {
    return execa(process.execPath, [join(SOURCES, program), ...args], {
      cwd: this.dir,
      env: GIT_ENV,
      reject: false,
    });
  }
}

function phaseFile(number: number): Files {
  return { 'infra/phase.json': `${JSON.stringify({ number, name: PHASE_NAMES[number] })}\n` };
}
