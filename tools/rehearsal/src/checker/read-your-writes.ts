import type { AttachmentRule } from './judge.ts';

/** A read that begins after an edit was acknowledged shows it, or a later one. */
export const readYourWrites: AttachmentRule = {
  name: 'read-your-writes',
  read(read, register) {
    if (read.saw.type !== 'present') return undefined;
    const possible = register.possibleCaptions(read);
    if (!possible.has(read.saw.caption)) {
      return `caption is ${quote(read.saw.caption)}, but must be ${[...possible].map(quote).join(' or ')}`;
    }
    return register.hasEditFor(read) ? true : undefined;
  },
  write({ outcome, sentCaption }) {
    if (outcome.type !== 'acknowledged' || outcome.caption === undefined) return undefined;
    if (outcome.caption === sentCaption) return true;
    return `an edit to ${quote(sentCaption ?? '')} was answered with ${quote(outcome.caption)}`;
  },
};

function quote(caption: string): string {
  return JSON.stringify(caption);
}
