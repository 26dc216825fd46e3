import { MediaGrant, type MediaScope } from '../schemas/media-grant.ts';
import type { Http } from './http.ts';
import { ProblemError } from './problem-error.ts';

/** A grant is renewed this long before it ends, so that it lasts for what it was fetched for. */
const renewBeforeMs = 60_000;

/** The user's grants, one a conversation and scope, fetched when first needed and then kept. */
export class MediaGrants {
  readonly #http: Http;
  readonly #kept = new Map<string, { session: string | undefined; grant: Promise<MediaGrant> }>();

  constructor(http: Http) {
    this.#http = http;
  }

  /** A token to read the photos of a conversation. Throws ProblemError 404 to non-members. */
  toRead(conversationId: string): Promise<string> {
    return this.#token(grantPath(conversationId, 'read'));
  }

  /** A token to add photos to a conversation, and to change one's own. As `toRead`. */
  toWrite(conversationId: string): Promise<string> {
    return this.#token(grantPath(conversationId, 'write'));
  }

  /** Asks with a grant, and once more with a new one when that is no good, though by our clock it should be. */
  async use<T>(
    scope: MediaScope,
    conversationId: string,
    ask: (grant: string) => Promise<T>,
  ): Promise<T> {
    const path = grantPath(conversationId, scope);
    const grant = await this.#token(path);
    try {
      return await ask(grant);
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 401)) throw error;
      return ask(await this.#token(path, grant));
    }
  }

  async #token(path: string, refused?: string): Promise<string> {
    const kept = this.#kept.get(path);
    // Whoever signs in next gets grants of their own.
    if (kept && kept.session === this.#http.token) {
      const grant = await kept.grant.catch(() => undefined);
      if (grant && isFresh(grant) && grant.token !== refused) return grant.token;
      // Of all who waited for it, one fetches the next.
      if (this.#kept.get(path) !== kept) return this.#token(path, refused);
    }
    const grant = this.#http.json(MediaGrant, { method: 'GET', path });
    this.#kept.set(path, { session: this.#http.token, grant });
    return (await grant).token;
  }
}

function isFresh({ expiresAt }: MediaGrant): boolean {
  return Date.parse(expiresAt) - Date.now() > renewBeforeMs;
}

function grantPath(conversationId: string, scope: MediaScope): string {
  return `/api/conversations/${encodeURIComponent(conversationId)}/media-grant?scope=${scope}`;
}
