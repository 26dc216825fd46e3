import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { attachmentRoutes } from './routes/attachments.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { mediaRoutes } from './routes/media.ts';
import { messageRoutes } from './routes/messages.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { userRoutes } from './routes/users.ts';
import { registerSecuritySchemes } from './security.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/**
 * The public API as an OpenAPI 3.1 document, made from the schemas that check the traffic.
 *
 * @param options.version version of the app that serves it
 */
export function openApiDocument({ version }: { version: string }): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registerSecuritySchemes(registry);
  for (const route of [
    ...userRoutes,
    ...sessionRoutes,
    ...conversationRoutes,
    ...messageRoutes,
    ...attachmentRoutes,
    ...mediaRoutes,
  ]) {
    registry.registerPath(route);
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Photos', version },
    servers: [{ url: '/' }],
  });
}
