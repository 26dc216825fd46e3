import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of migrations, as `prisma migrate` keeps it. */
export class MigrationsFolder {
  readonly path: string;

  private constructor(directory: string) {
    this.path = directory;
  }

  static async create(): Promise<MigrationsFolder> {
    return new MigrationsFolder(await mkdtemp(path.join(tmpdir(), 'migrations-')));
  }

  async write(name: string, sql: string): Promise<void> {
    await mkdir(path.join(this.path, name), { recursive: true });
    await writeFile(path.join(this.path, name, 'migration.sql'), sql);
  }

  async remove(name = ''): Promise<void> {
    await rm(path.join(this.path, name), { recursive: true });
  }
}
