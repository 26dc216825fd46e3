import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Credentials, Id, type Session, type User } from '@photos/attachment-contract';
import { unauthorized } from '@photos/service-kit';
import { jwtVerify, SignJWT } from 'jose';
import type { Database } from '../data-access/database.ts';
import { findUserByHandle, findUserById } from '../data-access/user-store.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { toUser } from './users.ts';

/** How long a session lasts. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;
const audience = 'session';

/** A session is a signed token (JWT, EdDSA): nothing about it is stored. */
export class Sessions {
  readonly #db: Database;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  /** What a password is compared to when nobody has the handle, so that both answers take as long. */
  readonly #dummyHash = hashPassword('');

  constructor(db: Database, signingKey: KeyObject) {
    this.#db = db;
    this.#privateKey = signingKey;
    this.#publicKey = createPublicKey(signingKey);
  }

  /** @throws Problem 401 that does not tell an unknown handle from a wrong password */
  async signIn({ handle, password }: Credentials): Promise<Session> {
    const row = await findUserByHandle(this.#db, handle);
    const matches = await verifyPassword(password, row?.passwordHash ?? (await this.#dummyHash));
    if (!row || !matches) throw unauthorized('Handle or password is wrong.');
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(row.id)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${SESSION_SECONDS}s`)
      .sign(this.#privateKey);
    return { token, user: toUser(row) };
  }

  /** @throws Problem 401 when the token is not one of ours, or expired, or its user is unknown */
  async authenticate(token: string): Promise<User> {
    const row = await findUserById(this.#db, await this.#subject(token));
    if (!row) throw unauthorized();
    return toUser(row);
  }

  async #subject(token: string): Promise<string> {
    try {
      const { payload } = await jwtVerify<{ sub: string }>(token, this.#publicKey, {
        algorithms: ['EdDSA'],
        audience,
        requiredClaims: ['sub', 'exp'],
      });
      return Id.parse(payload.sub);
    } catch {
      throw unauthorized('The session is not valid, or expired.');
    }
  }
}
