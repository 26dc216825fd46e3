import type { OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { SESSION_COOKIE } from '../schemas/session.ts';

/** A session, by its token or by the cookie that has it: either will do. */
export const SESSION_SECURITY = [{ bearer: [] }, { cookie: [] }];

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
}
