import type { OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { SESSION_COOKIE } from '../schemas/session.ts';

/** A session, by its token or by the cookie that has it: either will do. */
export const SESSION_SECURITY = [{ bearer: [] }, { cookie: [] }];

/** A grant for one conversation, which `/media` takes instead of a session. */
export const GRANT_SECURITY = [{ grant: [] }];
/** In an `<img>`, a grant can only be in the URL. */
export const GRANT_IN_URL_SECURITY = [{ grant: [] }, { grantInUrl: [] }];

export function registerSecuritySchemes(registry: OpenAPIRegistry): void {
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Token of a session',
  });
  registry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: 'Token of a session, in an HttpOnly cookie with SameSite=Lax',
  });
  registry.registerComponent('securitySchemes', 'grant', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: "A conversation's media grant",
  });
  registry.registerComponent('securitySchemes', 'grantInUrl', {
    type: 'apiKey',
    in: 'query',
    name: 'grant',
    description: "A conversation's media grant",
  });
}
