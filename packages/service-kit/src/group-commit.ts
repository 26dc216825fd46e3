/**
 * Makes one commit out of many: whoever asks while one is under way waits for it, and shares the next
 * with all others who do. Alone, nobody waits; under load there are fewer commits than there are
 * askers (group commit: DeWitt et al., "Implementation Techniques for Main Memory Database Systems",
 * SIGMOD 1984).
 *
 * @param commit does it for all of these; when it rejects, so does what each of them was given
 * @returns does it for one
 */
export function groupCommit<T>(commit: (group: T[]) => Promise<void>): (one: T) => Promise<void> {
  let latest: Promise<void> = Promise.resolve();
  let waiting: T[] | undefined;

  return (one) => {
    if (waiting) {
      waiting.push(one);
      return latest;
    }
    const group = [one];
    waiting = group;
    latest = latest
      .catch(() => {})
      .then(() => {
        waiting = undefined;
        return commit(group);
      });
    return latest;
  };
}
