import type { Database } from './database.ts';
import { isUniqueViolation } from './database-errors.ts';
import type { User as UserRow } from './generated/client.ts';

export type { UserRow };

/** Gives the new row, or undefined when the handle is taken. */
export async function insertUser(
  db: Database,
  user: Pick<UserRow, 'id' | 'handle' | 'displayName' | 'passwordHash'>,
): Promise<UserRow | undefined> {
  try {
    return await db.user.create({ data: user });
  } catch (error) {
    if (isUniqueViolation(error)) return undefined;
    throw error;
  }
}

export async function findUserById(db: Database, id: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { id } });
}

export async function findUserByHandle(db: Database, handle: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { handle } });
}

export async function findUsersByHandles(db: Database, handles: string[]): Promise<UserRow[]> {
  return db.user.findMany({ where: { handle: { in: handles } } });
}
