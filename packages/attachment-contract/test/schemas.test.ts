import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  Attachment,
  AttachmentEdit,
  Credentials,
  Handle,
  Id,
  MAX_BODY_CHARACTERS,
  MAX_CAPTION_CHARACTERS,
  MAX_PHOTO_BYTES,
  MessagePageQuery,
  NewConversation,
  NewMessageFields,
  NewUser,
} from '../src/index.ts';
import { attachment } from './samples.ts';

describe('text', () => {
  it.each(['a', 'é', '湖', '🏔️'.slice(0, 2)])('counts %s as one character', (character) => {
    const accepts = (length: number) =>
      NewMessageFields.safeParse({ body: character.repeat(length) }).success;
    expect(accepts(MAX_BODY_CHARACTERS)).toBe(true);
    expect(accepts(MAX_BODY_CHARACTERS + 1)).toBe(false);
  });

  it('takes any well-formed text within its limit unchanged', () => {
    const captions = fc.string({ unit: 'binary', maxLength: MAX_CAPTION_CHARACTERS });
    fc.assert(
      fc.property(captions, (caption) => {
        const parsed = AttachmentEdit.safeParse({ caption });
        if (caption.includes('\0')) expect(parsed.success).toBe(false);
        else expect(parsed.data).toEqual({ caption });
      }),
    );
  });

  it.each(['nul \0', 'half \ud83c', '\udfd4 half'])('refuses what no store can hold', (caption) => {
    expect(AttachmentEdit.safeParse({ caption }).success).toBe(false);
  });

  it('tells which field is wrong', () => {
    const { error } = NewUser.safeParse({ handle: '', displayName: '', password: 'short' });
    expect(error?.issues.map(({ path }) => path[0])).toEqual(['handle', 'displayName', 'password']);
  });
});

describe('Id', () => {
  it('takes every UUID, in lower case', () => {
    fc.assert(fc.property(fc.uuid(), (id) => expect(Id.parse(id.toUpperCase())).toBe(id)));
  });

  it.each(['', '42', '0190a5f0-0000-7000-8000-00000000000', "' or 1=1 --", 7, null])(
    'refuses %p',
    (id) => {
      expect(Id.safeParse(id).success).toBe(false);
    },
  );
});

describe('Handle', () => {
  it.each([
    ['Ada', 'ada'],
    ['a', 'a'],
    ['0-0_0.0', '0-0_0.0'],
    ['a'.repeat(64), 'a'.repeat(64)],
  ])('takes %s', (given, handle) => {
    expect(Handle.parse(given)).toBe(handle);
  });

  it.each(['', '-a', 'a b', 'ä', 'a'.repeat(65), 'a\n'])('refuses %j', (handle) => {
    expect(Handle.safeParse(handle).success).toBe(false);
  });
});

describe('NewConversation', () => {
  it('needs a title and handles', () => {
    expect(NewConversation.parse({ title: 'Trip', memberHandles: ['Bob'] })).toEqual({
      title: 'Trip',
      memberHandles: ['bob'],
    });
    expect(NewConversation.safeParse({ title: '', memberHandles: [] }).success).toBe(false);
    expect(NewConversation.safeParse({ title: 'Trip', memberHandles: 'bob' }).success).toBe(false);
  });
});

describe('Credentials', () => {
  it('takes what nobody can have signed up with', () => {
    expect(Credentials.parse({ handle: 'ÄDA', password: '' })).toEqual({
      handle: 'äda',
      password: '',
    });
  });
});

describe('MessagePageQuery', () => {
  it.each([
    [{}, { limit: 30 }],
    [{ limit: '1' }, { limit: 1 }],
    [
      { limit: '100', before: attachment.id },
      { limit: 100, before: attachment.id },
    ],
  ])('takes %j', (query, parsed) => {
    expect(MessagePageQuery.parse(query)).toEqual(parsed);
  });

  it.each(['', '0', '101', '-1', '1.5', '0x10', '1e1', ' 1', '9'.repeat(400), ['1', '2']])(
    'refuses the limit %j',
    (limit) => {
      expect(MessagePageQuery.safeParse({ limit }).success).toBe(false);
    },
  );

  it.each(['', 'yesterday', ['a', 'b'], { a: 'b' }])('refuses the cursor %j', (before) => {
    expect(MessagePageQuery.safeParse({ before }).success).toBe(false);
  });
});

describe('Attachment', () => {
  it.each([
    {},
    { messageId: null },
    { byteSize: MAX_PHOTO_BYTES },
    { position: 9 },
    { version: '9223372036854775807' },
    { createdAt: '2024-05-01T12:00:00.123456Z' },
  ])('takes %j', (fields) => {
    expect(Attachment.parse({ ...attachment, ...fields })).toEqual({ ...attachment, ...fields });
  });

  it.each([
    { messageId: undefined },
    { byteSize: 0 },
    { byteSize: MAX_PHOTO_BYTES + 1 },
    { position: -1 },
    { position: 10 },
    { version: 1 },
    { version: '-1' },
    { version: '01' },
    { version: '1e9' },
    { sha256: 'A'.repeat(64) },
    { contentType: 'image/svg+xml' },
    { createdAt: '2024-05-01T12:00:00.000+02:00' },
  ])('refuses %j', (fields) => {
    expect(Attachment.safeParse({ ...attachment, ...fields }).success).toBe(false);
  });

  it('drops what it does not know, so that newer providers can add fields', () => {
    expect(Attachment.parse({ ...attachment, blurHash: 'x' })).toEqual(attachment);
  });
});
