import { createInternalClient, createMediaClient } from '@photos/attachment-contract/internal';
import { createLogger, type Logger, requestId, serve } from '@photos/service-kit';
import type { Express } from 'express';
import { exposeOutbox } from './background/outbox-metrics.ts';
import { type Outbox, outboxRelay, outboxWatch } from './background/outbox-relay.ts';
import type { Config } from './config.ts';
import { checkDatabase, openDatabase } from './data-access/database.ts';
import { claimDueCommands, measureMediaOutbox } from './data-access/media-outbox-store.ts';
import { AttachmentReads } from './domain/attachment-reads.ts';
import { AttachmentWrites } from './domain/attachment-writes.ts';
import { Attachments } from './domain/attachments.ts';
import { Conversations } from './domain/conversations.ts';
import { MediaGrants } from './domain/media-grants.ts';
import { MediaOutbox } from './domain/media-outbox.ts';
import { MessageMedia } from './domain/message-media.ts';
import { Messages, type PostOptions } from './domain/messages.ts';
import { PhotoUploads } from './domain/photo-uploads.ts';
import { ReservationSettlement } from './domain/reservation-settlement.ts';
import { ServiceCalls } from './domain/service-calls.ts';
import { Sessions } from './domain/sessions.ts';
import { Users } from './domain/users.ts';
import { createHttpApp } from './entry-points/http/app.ts';

export interface Monolith {
  app: Express;
  /** Starts what runs in the background. */
  start(): void;
  /** Ends what runs in the background, and closes the connections. */
  close(): Promise<void>;
}

/** Puts the monolith together: everything that is made of something else is made here. */
export function composeMonolith(config: Config, logger: Logger): Monolith {
  const db = openDatabase(config.DATABASE_URL, (error) =>
    logger.warn({ err: error }, 'a database connection broke'),
  );
  const service = createInternalClient({
    url: config.MEDIA_SERVICE_URL,
    serviceToken: config.SERVICE_TOKEN,
    requestId,
  });

  const media = createMediaClient({ url: config.MEDIA_SERVICE_URL, requestId });

  const conversations = new Conversations(db);
  const calls = new ServiceCalls(logger);
  const grants = new MediaGrants(conversations, config.SIGNING_KEY);
  const reads = new AttachmentReads({ service, calls });
  const writes = new AttachmentWrites({ media, grants, calls });
  const mediaOutbox = new MediaOutbox({ db, service, calls, logger });
  const beginUploads = ({ senderId: userId, conversationId }: PostOptions) =>
    new PhotoUploads({ media, grants, userId, conversationId, logger });
  const outbox: Outbox = {
    name: 'media_outbox',
    claim: (limit) => claimDueCommands(db, limit),
    deliver: (ids) => mediaOutbox.relay(ids),
    measure: () => measureMediaOutbox(db),
  };
  exposeOutbox(outbox);
  const workers = [outboxRelay(outbox, logger), outboxWatch(outbox, logger)];

  const app = createHttpApp({
    logger,
    ready: { database: () => checkDatabase(db) },
    users: new Users(db),
    sessions: new Sessions(db, config.SIGNING_KEY),
    conversations,
    messages: new Messages({
      db,
      conversations,
      reads,
      media: new MessageMedia({ service, media, grants, calls }),
      mediaOutbox,
      beginUploads,
    }),
    attachments: new Attachments(db, reads, writes),
    grants,
    serviceToken: config.SERVICE_TOKEN,
    settlement: new ReservationSettlement(db),
  });

  return {
    app,
    start: () => {
      for (const worker of workers) worker.start();
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await db.$disconnect();
    },
  };
}

/** Serves until SIGTERM or SIGINT. */
export async function startServer(config: Config): Promise<void> {
  const logger = createLogger({ name: 'monolith', level: config.LOG_LEVEL });
  const { app, start, close } = composeMonolith(config, logger);
  start();
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    drainDelayMs: config.DRAIN_DELAY_MS,
    logger,
    onClosed: close,
  });
}
