import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { BothStores } from '../support/both-stores.ts';
import { ServiceStandIn } from '../support/service-stand-in.ts';
import { type StackUnderTest, useStack } from '../support/stack.ts';

export interface DualWriteStack {
  app: StackUnderTest;
  stores: BothStores;
  /** Between the monolith and the media service. It passes everything again after each test. */
  standIn: ServiceStandIn;
  ada: ApiUser;
  conversationId: string;
}

/** A stack whose media service can be made to fail, a user, and a conversation of theirs. */
export function useDualWriteStack({ instances = 2 } = {}): DualWriteStack {
  const used = {} as DualWriteStack;
  used.app = useStack({
    instances,
    env: async () => {
      used.standIn = await ServiceStandIn.start();
      const env = { UPLOAD_GRACE_SECONDS: '2' };
      return { monolith: { ...env, MEDIA_SERVICE_URL: used.standIn.url } };
    },
  });
  beforeAll(async () => {
    used.standIn.target = used.app.stack.internalUrl('media-service');
    used.stores = new BothStores(used.app.stack);
    used.ada = await ApiUser.create(used.app.origin);
    used.conversationId = (await used.ada.startConversation()).id;
  });
  afterEach(() => used.standIn.behave('pass'));
  afterAll(async () => {
    await used.stores?.close();
    await used.standIn?.stop();
  });
  return used;
}
