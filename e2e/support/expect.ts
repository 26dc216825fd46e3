import { expect } from '@jest/globals';
import type { Refusal } from '../behaviour/clients/photo-app-client.ts';
import type { RawAnswer } from './raw-http.ts';
import type { StoreContents, StoreInspector } from './store-inspector.ts';
import { waitFor } from './wait-for.ts';

export const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const isoUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const problemShape = (status: number, field?: string) =>
  expect.objectContaining({
    type: expect.stringMatching(/./),
    title: expect.stringMatching(/./),
    detail: expect.stringMatching(/./),
    status,
    ...(field !== undefined && { errors: expect.objectContaining({ [field]: complaints }) }),
  });
const complaints = expect.arrayContaining([expect.stringMatching(/./)]);

/** The call must be refused with a problem of this status, which names the field (if given). */
export async function expectRefusal(
  call: Promise<unknown>,
  status: number,
  field?: string,
): Promise<Refusal> {
  const refusal = await call.then(
    (answer) => {
      throw new Error(`Expected a refusal with ${status}, got ${JSON.stringify(answer)}`);
    },
    (error: Refusal) => error,
  );
  if (refusal.problem === undefined) throw refusal;
  expect(refusal.status).toBe(status);
  expect(refusal.problem).toEqual(problemShape(status, field));
  return refusal;
}

/** The answer must be a problem of one of these statuses, which names the field (if given). */
export async function expectProblem(
  answer: Response | RawAnswer,
  statuses: number | number[],
  field?: string,
): Promise<void> {
  const { status, type, body } = await read(answer);
  const about = `${status} ${type} ${body}`;
  expect([about, [statuses].flat()]).toEqual([about, expect.arrayContaining([status])]);
  expect([about, type]).toEqual([about, expect.stringMatching(/^application\/problem\+json/)]);
  expect(JSON.parse(body)).toEqual(problemShape(status, field));
}

async function read(answer: Response | RawAnswer) {
  const { status } = answer;
  if (answer instanceof Response) {
    return { status, type: answer.headers.get('content-type'), body: await answer.text() };
  }
  return { status, type: answer.headers['content-type'], body: answer.body };
}

/** Runs `attempt`, and expects rows and objects to be what they were. */
export async function expectNoChange(
  store: StoreInspector,
  attempt: () => Promise<unknown>,
): Promise<void> {
  const before = await store.contents();
  await attempt();
  await expectContents(store, before);
}

/**
 * Expects rows and objects to be what they were `before`. Objects of a refused upload may take a moment to go, hence the
 * wait.
 */
export async function expectContents(store: StoreInspector, before: StoreContents): Promise<void> {
  let after: StoreContents | undefined;
  const unchanged = async () => {
    after = await store.contents();
    return JSON.stringify(after) === JSON.stringify(before);
  };
  // Objects are deleted in the background, and tried again later when the store is busy.
  await waitFor('rows and objects are what they were', unchanged).catch(() =>
    expect(after).toEqual(before),
  );
}
