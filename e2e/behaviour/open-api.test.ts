import { expect, it } from '@jest/globals';
import { useStack } from '../support/stack.ts';

const app = useStack();

it('describes itself to whoever asks, as an OpenAPI document', async () => {
  const response = await fetch(`${app.origin}/api/openapi.json`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    openapi: expect.stringMatching(/^3\.1\./),
    paths: { '/api/conversations/{id}/messages': { get: {}, post: {} } },
  });
});
