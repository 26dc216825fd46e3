import { MediaGrant } from '../schemas/media-grant.ts';
import type { Http } from './http.ts';

/** A grant is renewed this long before it ends, so that it lasts for what it was fetched for. */
const renewBeforeMs = 60_000;

/** The user's grants to read photos, one a conversation, fetched when first needed and then kept. */
export class MediaGrants {
  readonly #http: Http;
  readonly #kept = new Map<string, { session: string | undefined; grant: Promise<MediaGrant> }>();

  constructor(http: Http) {
    this.#http = http;
  }

  /**
   * A token to read the photos of a conversation. Throws ProblemError 404 to non-members.
   *
   * @param refused a token that is no good, though by our clock it should be
   */
  async toRead(conversationId: string, refused?: string): Promise<string> {
    const kept = this.#kept.get(conversationId);
    // Whoever signs in next gets grants of their own.
    if (kept && kept.session === this.#http.token) {
      const grant = await kept.grant.catch(() => undefined);
      if (grant && isFresh(grant) && grant.token !== refused) return grant.token;
      // Of all who waited for it, one fetches the next.
      if (this.#kept.get(conversationId) !== kept) return this.toRead(conversationId, refused);
    }
    const grant = this.#http.json(MediaGrant, { method: 'GET', path: grantPath(conversationId) });
    this.#kept.set(conversationId, { session: this.#http.token, grant });
    return (await grant).token;
  }
}

function isFresh({ expiresAt }: MediaGrant): boolean {
  return Date.parse(expiresAt) - Date.now() > renewBeforeMs;
}

function grantPath(conversationId: string): string {
  return `/api/conversations/${encodeURIComponent(conversationId)}/media-grant?scope=read`;
}
