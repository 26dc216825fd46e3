import type { KeyObject } from 'node:crypto';
import {
  MEDIA_GRANT_AUDIENCE,
  type MediaGrant,
  type MediaGrantClaims,
  type MediaScope,
} from '@photos/attachment-contract';
import { SignJWT } from 'jose';
import type { Conversations } from './conversations.ts';

/** Short, since a grant can't be taken back. */
const lifetimeMs = 5 * 60_000;

/**
 * Says to the media service what a user may do in one conversation: a signed token (JWT, EdDSA),
 * which the service verifies by itself, without asking anybody.
 */
export class MediaGrants {
  readonly #conversations: Conversations;
  readonly #signingKey: KeyObject;

  constructor(conversations: Conversations, signingKey: KeyObject) {
    this.#conversations = conversations;
    this.#signingKey = signingKey;
  }

  /** @throws Problem 404 to non-members */
  async issue(userId: string, conversationId: string, scope: MediaScope): Promise<MediaGrant> {
    await this.#conversations.requireMember(conversationId, userId);
    const expiresAt = new Date(Date.now() + lifetimeMs);
    const claims: MediaGrantClaims = { conversation: conversationId, scope };
    const token = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(userId)
      .setAudience(MEDIA_GRANT_AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(this.#signingKey);
    return { token, expiresAt: expiresAt.toISOString() };
  }
}
