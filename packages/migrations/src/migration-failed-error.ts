import pg from 'pg';

/** A migration that could not be applied. Nothing of it is left in the database. */
export class MigrationFailedError extends Error {
  override readonly name = 'MigrationFailedError';
  /** The name of the migration's folder. */
  readonly migration: string;

  constructor(migration: string, cause: unknown) {
    super(
      `Migration ${migration} failed: ${reason(cause)}\n` +
        'Nothing of it was applied. Mend the cause, then run the migrations again.',
      { cause },
    );
    this.migration = migration;
  }
}

function reason(cause: unknown): string {
  if (cause instanceof pg.DatabaseError) {
    const { message, detail, hint } = cause;
    return [message, detail, hint && `Hint: ${hint}`].filter(Boolean).join('\n');
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(engineTrace, '').trim();
}

/** Where in its own source the engine was. */
const engineTrace = /^ {3}\d+: [\s\S]*/m;
