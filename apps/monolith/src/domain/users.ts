import type { NewUser, User } from '@photos/attachment-contract';
import { conflict } from '@photos/service-kit';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../data-access/database.ts';
import { insertUser, type UserRow } from '../data-access/user-store.ts';
import { hashPassword } from './passwords.ts';

/** People sign up here. */
export class Users {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @throws Problem 409 when the handle is taken */
  async signUp({ handle, displayName, password }: NewUser): Promise<User> {
    const passwordHash = await hashPassword(password);
    const row = await insertUser(this.#db, { id: uuidv7(), handle, displayName, passwordHash });
    if (!row) throw conflict('This handle is taken.');
    return toUser(row);
  }
}

export function toUser({ id, handle, displayName, createdAt }: UserRow): User {
  return { id, handle, displayName, createdAt: createdAt.toISOString() };
}
