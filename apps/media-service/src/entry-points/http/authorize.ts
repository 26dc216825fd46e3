import { unauthorized } from '@photos/service-kit';
import type { Request } from 'express';
import type { Grant, Grants } from '../../domain/grants.ts';

/** Finds out what a request may do. Throws Problem 401. */
export type Authorize = (req: Request) => Promise<Grant>;

/** Takes the grant from `Authorization: Bearer` (RFC 6750). */
export function authorizeBy(grants: Grants): Authorize {
  return (req) => verify(grants, bearerToken(req));
}

/**
 * Takes the grant from the query, where an `<img>` has it, else from `Authorization: Bearer`. The
 * query comes first: a client that was redirected here may still send its session as Bearer.
 */
export function authorizeContentBy(grants: Grants): Authorize {
  return (req) => verify(grants, queryToken(req) ?? bearerToken(req));
}

async function verify(grants: Grants, token: string | undefined): Promise<Grant> {
  if (token === undefined) throw unauthorized('Ask the app for a grant first.');
  return grants.verify(token);
}

function queryToken(req: Request): string | undefined {
  const { grant } = req.query;
  return typeof grant === 'string' ? grant : undefined;
}

function bearerToken(req: Request): string | undefined {
  return /^bearer +(\S+) *$/i.exec(req.get('authorization') ?? '')?.[1];
}
