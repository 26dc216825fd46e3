import { expect } from '@jest/globals';
import { z } from 'zod';
import { Attachment } from '../schemas/attachment.ts';
import { PROBLEM_CONTENT_TYPE, Problem } from '../schemas/problem.ts';
import type { Answer } from './provider.ts';

const AttachmentList = z.object({ items: z.array(Attachment) });

/** Expects a success with one attachment, and gives it. */
export function expectAttachment(answer: Answer): Attachment {
  expect(answer).toMatchObject({
    status: 200,
    contentType: expect.stringMatching(/^application\/json\b/),
  });
  return Attachment.parse(answer.body);
}

/** Expects a success with a list of attachments, and gives them. */
export function expectAttachments(answer: Answer): Attachment[] {
  expect(answer.status).toBe(200);
  return AttachmentList.parse(answer.body).items;
}

/** Expects an error that says the same status in its head and its body, and gives the problem. */
export function expectProblem(answer: Answer, status: number): Problem {
  expect(answer).toMatchObject({
    status,
    contentType: expect.stringContaining(PROBLEM_CONTENT_TYPE),
  });
  const problem = Problem.parse(answer.body);
  expect(problem.status).toBe(status);
  return problem;
}
