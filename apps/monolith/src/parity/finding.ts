/** What can be wrong. */
export type FindingKind =
  | 'missing row'
  | 'extra row'
  | 'changed field'
  | 'missing object'
  | 'wrong size'
  | 'wrong content'
  | 'extra object';

/** One thing in which the two sides, or rows and objects, differ. */
export interface Finding {
  kind: FindingKind;
  /** Of the attachment. */
  id: string;
  /** What it is, and what it should be. */
  detail: string;
}

/** Calls something wrong only when it is so at each of as many looks: a live write is on its way for a moment. */
const looks = 3;
const pauseMs = 300;

/**
 * Looks at suspects again and again, and keeps those that are wrong each time.
 *
 * @param look gives what is wrong with the suspects right now
 */
export async function confirmFindings(
  suspects: string[],
  look: (ids: string[]) => Promise<Finding[]>,
): Promise<Finding[]> {
  let findings = await look(suspects);
  for (let again = 1; again < looks && findings.length > 0; again++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    findings = await look([...new Set(findings.map(({ id }) => id))]);
  }
  return findings;
}
