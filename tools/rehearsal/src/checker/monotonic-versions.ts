import type { AttachmentRule } from './judge.ts';

/** Versions only go up: no read shows a lower one than was known, every write makes a higher one. */
export const monotonicVersions: AttachmentRule = {
  name: 'monotonic-versions',
  read(read, register) {
    if (read.saw.type !== 'present') return undefined;
    const version = BigInt(read.saw.version);
    const lowest = register.lowestVersion(read);
    if (version < lowest) return `version went back from ${lowest} to ${version}`;
    const last = read.atRest === true ? register.lastVersion : undefined;
    if (last === undefined || version === last) return true;
    return `version is ${version} at the end, but ${last} was acknowledged last`;
  },
  write(write, register) {
    if (write.outcome.type !== 'acknowledged' || write.outcome.version === undefined) {
      return undefined;
    }
    const version = BigInt(write.outcome.version);
    const lowest = register.lowestVersion(write);
    if (version > lowest) return true;
    return `an edit was answered with version ${version}, but ${lowest} was known before`;
  },
};
