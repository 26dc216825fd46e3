import type { Database, Transaction } from './database.ts';

/** A transaction, and what is to happen when it has committed (and not when it hasn't). */
export interface UnitOfWork {
  readonly tx: Transaction;
  afterCommit(effect: () => unknown): void;
}

/** Runs work in a transaction, then what it has asked for after the commit, in that order. */
export async function transact<T>(
  db: Database,
  work: (unit: UnitOfWork) => Promise<T>,
): Promise<T> {
  const effects: (() => unknown)[] = [];
  const result = await db.$transaction((tx) =>
    work({ tx, afterCommit: (effect) => effects.push(effect) }),
  );
  for (const effect of effects) await effect();
  return result;
}
