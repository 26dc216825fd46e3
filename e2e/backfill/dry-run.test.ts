import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { useBackfillStack } from './backfill-stack.ts';

/** Every table with its contents, every relation there is, and what has ever been written. */
async function contents(database: pg.Pool): Promise<unknown> {
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const rows = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows: all } = await database.query(`SELECT t::text, t.xmin, t.ctid FROM ${name} t`);
      return [name, all];
    }),
  );
  const { rows: relations } = await database.query(
    'SELECT oid, relname FROM pg_class ORDER BY oid',
  );
  return { rows, relations };
}

describe('a dry run', () => {
  const used = useBackfillStack();

  it('says what there is to do, and writes nothing', async () => {
    await used.makeHistory(400);
    const both = async () => [
      await contents(used.stores.monolith),
      await contents(used.stores.service),
    ];
    const before = await both();
    const objects = await used.app.store.objectKeys();
    expect(await used.backfill('--dry-run', '--range-size', '100')).toMatchObject({
      dryRun: true,
      rows: 400,
      differing: 400,
    });
    expect(await both()).toEqual(before);
    expect(await used.app.store.objectKeys()).toEqual(objects);

    await used.backfill();
    expect(await used.backfill('--dry-run')).toMatchObject({ rows: 400, differing: 0 });
  });

  it('understands its options or says what is wrong with them', async () => {
    const { finished } = used.launch('backfill', '--workers', 'many');
    expect(await finished).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/--workers.*'many'.*whole number/),
    });
    const { stdout } = await used.launch('backfill', '--help').finished;
    expect(stdout).toMatch(/--batch-size .*--dry-run /s);
  });
});
