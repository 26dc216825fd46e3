import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makePhoto } from '../support/photos.ts';
import { objectKey } from '../support/store-inspector.ts';
import { useBackfillStack } from './backfill-stack.ts';

describe('the parity check', () => {
  const used = useBackfillStack();
  let s3: S3Client;
  let ids: string[];
  /** Undoes what a test has done to the data. */
  let mend: () => Promise<unknown> = async () => {};

  beforeAll(async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = used.app.stack.s3;
    const credentials = { accessKeyId, secretAccessKey };
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const photos = await Promise.all(Array.from({ length: 6 }, () => makePhoto()));
    ids = await Promise.all(photos.map((photo) => used.postPhoto([photo])));
    await used.ada.fetch(`/api/attachments/${ids.pop()}`, { method: 'DELETE' });
    await used.stores.becomeEqual();
  });
  afterAll(() => s3?.destroy());
  beforeEach(() => {
    mend = async () => {};
  });
  afterEach(async () => {
    await mend();
    const { exitCode, figures } = await used.parity('--range-size', '3');
    expect({ exitCode, ...figures }).toMatchObject({ exitCode: 0, rows: 6, differences: 0 });
  });

  const anId = () => ids[2] ?? '';
  const service = (sql: string, ...values: unknown[]) => used.stores.service.query(sql, values);
  /** Runs the check with small ranges; it must find just this, name it, and fail. */
  const expectFinding = async (kind: string, id: string, detail = /./) => {
    const { exitCode, stdout, figures } = await used.parity('--range-size', '2');
    expect(figures.examples).toEqual([{ kind, id, detail: expect.stringMatching(detail) }]);
    expect({ exitCode, ...figures }).toMatchObject({ exitCode: 1, ok: false, differences: 1 });
    expect(stdout).toMatch(new RegExp(`^${kind} +${id} `, 'm'));
  };
  const Bucket = () => used.app.stack.s3.bucket;
  const put = (key: string, Body: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: Bucket(), Key: key, Body }));
  const read = async (id: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: Bucket(), Key: objectKey(id) }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };

  it('finds nothing where there is nothing', async () => {
    const { exitCode, stdout, figures } = await used.parity();
    expect({ exitCode, ...figures }).toMatchObject({ exitCode: 0, rows: 6, objects: 5, hashed: 5 });
    expect(stdout).toMatch(/^in parity/m);
  });

  it('finds a missing row', async () => {
    await service('CREATE TABLE kept (LIKE attachments)');
    await service('INSERT INTO kept SELECT * FROM attachments WHERE id = $1', anId());
    await service('DELETE FROM attachments WHERE id = $1', anId());
    mend = () => service('INSERT INTO attachments SELECT * FROM kept');
    await expectFinding('missing row', anId());
  });

  it.each([
    ['caption', `caption = caption || ' '`, `caption = ''`],
    ['sha256', `sha256 = reverse(sha256)`, `sha256 = reverse(sha256)`],
    ['updatedAt', `updated_at = updated_at + '1 ms'`, `updated_at = updated_at - '1 ms'::interval`],
    ['deletedAt', 'deleted_at = now()', 'deleted_at = NULL'],
    ['position', 'position = 4711', 'position = 0'],
    ['version', 'version = version + 1', 'version = version - 1'],
  ])('finds a changed field: %s', async (field, change, undo) => {
    await service(`UPDATE attachments SET ${change} WHERE id = $1`, anId());
    mend = () => service(`UPDATE attachments SET ${undo} WHERE id = $1`, anId());
    await expectFinding('changed field', anId(), new RegExp(`^${field}: .* here, .* there$`));
  });

  it.each(['01000000-0000-7000-8000-000000000000', 'ffffffff-ffff-ffff-ffff-fffffffffffe'])(
    'finds an extra row: %s',
    async (id) => {
      await service(
        `INSERT INTO attachments SELECT $1::uuid, message_id, conversation_id, uploader_id, position,
         file_name, content_type, byte_size, sha256, caption, version, created_at, updated_at
       FROM attachments WHERE id = $2`,
        id,
        anId(),
      );
      mend = () => service('DELETE FROM attachments WHERE id = $1', id);
      await expectFinding('extra row', id);
    },
  );

  it('finds a missing object', async () => {
    const bytes = await read(anId());
    await s3.send(new DeleteObjectCommand({ Bucket: Bucket(), Key: objectKey(anId()) }));
    mend = () => put(objectKey(anId()), bytes);
    await expectFinding('missing object', anId());
  });

  it('finds an object of the wrong size', async () => {
    const bytes = await read(anId());
    await put(objectKey(anId()), bytes.subarray(1));
    mend = () => put(objectKey(anId()), bytes);
    const sizes = `${bytes.length - 1} bytes in the bucket, ${bytes.length} in the row`;
    await expectFinding('wrong size', anId(), new RegExp(sizes));
  });

  it('finds an object with other bytes, by the sample', async () => {
    const bytes = await read(anId());
    const others = Uint8Array.from(bytes, (byte) => byte ^ 1);
    await put(objectKey(anId()), others);
    mend = () => put(objectKey(anId()), bytes);
    const hash = createHash('sha256').update(others).digest('hex');
    await expectFinding('wrong content', anId(), new RegExp(hash));
    expect((await used.parity('--sample-content', '0')).exitCode).toBe(0);
    expect((await used.parity('--no-objects')).exitCode).toBe(0);
  });

  it.each(['00000000-0000-7000-8000-000000000001', 'not-an-id'])(
    'finds an object that is nobody’s: %s',
    async (id) => {
      await put(objectKey(id), new Uint8Array(3));
      mend = () => s3.send(new DeleteObjectCommand({ Bucket: Bucket(), Key: objectKey(id) }));
      await expectFinding('extra object', id);
    },
  );

  it('leaves out what the outbox has', async () => {
    await service(`UPDATE attachments SET caption = 'older' WHERE id = $1`, anId());
    await used.stores.monolith.query(
      `INSERT INTO attachment_outbox (attachment_id, message_id, version, next_attempt_at)
       SELECT id, message_id, version, now() + '1 h' FROM attachments WHERE id = $1`,
      [anId()],
    );
    mend = async () => {
      await service(`UPDATE attachments SET caption = '' WHERE id = $1`, anId());
      await used.stores.monolith.query('DELETE FROM attachment_outbox');
    };
    const { exitCode, figures } = await used.parity();
    expect({ exitCode, ...figures }).toMatchObject({ exitCode: 0, differences: 0, pending: 1 });
  });

  it('says so, with another exit code, when it could not find out', async () => {
    used.standIn.behave({ status: 500, type: 'text/plain', body: 'out of order' });
    const result = await used.launch('parity').finished;
    used.standIn.behave('pass');
    expect(result).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^parity could not be checked: /m),
    });
  });

  it.each([
    [
      'the media service',
      'http://127.0.0.1:1',
      [],
      /^parity could not be checked: the service at http:\/\/127\.0\.0\.1:1 can't be reached: ./,
    ],
    ['a variable', '', [], /^parity could not be checked: MEDIA_SERVICE_URL is missing: /],
    [
      'the right option',
      'http://127.0.0.1:1',
      ['--range-size', 'many'],
      /--range-size.*whole number/,
    ],
  ])('does so without %s', async (_, MEDIA_SERVICE_URL, args, words) => {
    const env = { MEDIA_SERVICE_URL };
    const { finished } = used.app.stack.launch('monolith', ['parity', ...args], { env });
    expect(await finished).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(words) });
  });
});
