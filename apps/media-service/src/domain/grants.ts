import type { KeyObject } from 'node:crypto';
import {
  MEDIA_GRANT_AUDIENCE,
  MediaGrantClaims,
  type MediaScope,
} from '@photos/attachment-contract';
import { unauthorized } from '@photos/service-kit';
import { jwtVerify } from 'jose';

/** What somebody may do: everything else does not exist for them. */
export interface Grant {
  userId: string;
  conversationId: string;
  scope: MediaScope;
}

/** Verifies grants with the monolith's public key, so that it need not be asked, nor even be up. */
export class Grants {
  readonly #publicKey: KeyObject;

  constructor(publicKey: KeyObject) {
    this.#publicKey = publicKey;
  }

  /** @throws Problem 401 when the token is not a grant of the monolith's, or expired */
  async verify(token: string): Promise<Grant> {
    try {
      const { payload } = await jwtVerify<{ sub: string }>(token, this.#publicKey, {
        algorithms: ['EdDSA'],
        audience: MEDIA_GRANT_AUDIENCE,
        requiredClaims: ['sub', 'exp'],
      });
      const { conversation, scope } = MediaGrantClaims.parse(payload);
      return { userId: payload.sub, conversationId: conversation, scope };
    } catch {
      throw unauthorized('The grant is not valid, or expired: ask for a new one.');
    }
  }
}
