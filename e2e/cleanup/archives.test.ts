import { describe, expect, it } from '@jest/globals';
import { expectProblem } from '../support/expect.ts';
import { useStack } from '../support/stack.ts';

describe("the service's place for archives", () => {
  const app = useStack({ instances: 1 });
  const put = (origin: string, name: string, token: string | undefined, body = 'archive') =>
    fetch(`${origin}/internal/archives/${name}`, {
      method: 'PUT',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body,
    });
  const service = () => app.stack.internalUrl('media-service');

  it('keeps what it is given, in the bucket', async () => {
    const answer = await put(service(), 'a.csv.gz', app.stack.serviceToken);
    expect([answer.status, await answer.json()]).toEqual([201, { byteSize: 7 }]);
    expect((await app.store.object('archives/a.csv.gz')).toString()).toBe('archive');
  });

  it('is for services only, and not there for the public', async () => {
    const keys = await app.store.objectKeys();
    await expectProblem(await put(service(), 'b.csv.gz', undefined), 401);
    await expectProblem(await put(service(), 'b.csv.gz', '0'.repeat(64)), 401);
    await expectProblem(await put(app.origin, 'b.csv.gz', app.stack.serviceToken), 404);
    expect(await app.store.objectKeys()).toEqual(keys);
  });

  it.each(['.hidden', '..%2Fattachments%2Fx', 'a%2Fb', 'A.csv', '%00', '-', 'x'.repeat(101)])(
    'does not take %s for a name',
    async (name) => {
      const keys = await app.store.objectKeys();
      await expectProblem(await put(service(), name, app.stack.serviceToken), 422);
      expect(await app.store.objectKeys()).toEqual(keys);
    },
  );
});
