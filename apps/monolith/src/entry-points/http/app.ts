import { alwaysRevalidate, type Check, createApp, type Logger } from '@photos/service-kit';
import type { Express } from 'express';
import type { Sessions } from '../../domain/sessions.ts';
import type { Users } from '../../domain/users.ts';
import { authenticateBy } from './authenticate.ts';
import { explainError } from './explain-error.ts';
import { type AttachmentRoutesOptions, attachmentRoutes } from './routes/attachments.ts';
import { type ConversationRoutesOptions, conversationRoutes } from './routes/conversations.ts';
import {
  type InternalMessageRoutesOptions,
  internalMessageRoutes,
} from './routes/internal-messages.ts';
import { type MessageRoutesOptions, messageRoutes } from './routes/messages.ts';
import { openApiRoutes } from './routes/openapi.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { userRoutes } from './routes/users.ts';

type Authenticated = AttachmentRoutesOptions & ConversationRoutesOptions & MessageRoutesOptions;
type RoutesOptions = Omit<Authenticated, 'authenticate'> & InternalMessageRoutesOptions;

export interface HttpAppOptions extends RoutesOptions {
  logger: Logger;
  ready: Record<string, Check>;
  users: Users;
  sessions: Sessions;
}

/** The public API over HTTP. */
export function createHttpApp({ logger, ready, ...domain }: HttpAppOptions): Express {
  const authenticate = authenticateBy(domain.sessions);
  return createApp({
    logger,
    ready,
    routes: (app) => {
      app.use('/api', alwaysRevalidate);
      userRoutes(app, domain);
      sessionRoutes(app, { authenticate, ...domain });
      conversationRoutes(app, { authenticate, ...domain });
      messageRoutes(app, { authenticate, ...domain });
      attachmentRoutes(app, { authenticate, ...domain });
      internalMessageRoutes(app, domain);
      openApiRoutes(app);
      app.use(explainError);
    },
  });
}
