import { z } from 'zod';
import { Id } from './id.ts';
import { Time } from './time.ts';

/** What a grant allows: to see a conversation's photos, or also to add, edit and delete one's own. */
export const MediaScope = z.enum(['read', 'write']);
export type MediaScope = z.infer<typeof MediaScope>;

/** Query of `GET /api/conversations/:id/media-grant`. */
export const MediaGrantQuery = z.object({ scope: MediaScope.default('read') });

/** A token for `/media`, as Bearer or as `?grant=`, and when it ends. */
export const MediaGrant = z
  .object({ token: z.string().min(1), expiresAt: Time })
  .meta({ id: 'MediaGrant' });
export type MediaGrant = z.infer<typeof MediaGrant>;

/** The token's audience (RFC 7519, 4.1.3), which no other token has. */
export const MEDIA_GRANT_AUDIENCE = 'media-grant';

/** What the token says, beside its subject: the user. */
export const MediaGrantClaims = z.object({ conversation: Id, scope: MediaScope });
export type MediaGrantClaims = z.infer<typeof MediaGrantClaims>;
