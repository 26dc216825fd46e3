/** What a phase's commit says about itself in its last two lines, such as `Phase: 1-dual-write` and `Edition: 3`. */
export type PhaseTrailers = { number: number; name: string; edition: number };

/** What `git log --format` prints for both trailers, in a shape that {@link parseTrailers} reads. */
export const TRAILERS_FORMAT = ['Phase', 'Edition']
  .map((key) => `%(trailers:key=${key},valueonly,separator=%x2C)`)
  .join('%x1f');

/** The value of a `Phase:` trailer, or undefined when it isn't one. */
export function parsePhaseTrailer(value: string): { number: number; name: string } | undefined {
  const [, number, name] = /^(\d+)-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(value) ?? [];
  return number === undefined || name === undefined ? undefined : { number: Number(number), name };
}

/** The value of an `Edition:` trailer, or undefined when it isn't one. */
export function parseEditionTrailer(value: string): number | undefined {
  return /^[1-9]\d*$/.test(value) ? Number(value) : undefined;
}

/** Both trailers, or undefined unless both are there and well formed. */
export function parseTrailers(phase: string, edition: string): PhaseTrailers | undefined {
  const parsedPhase = parsePhaseTrailer(phase);
  const parsedEdition = parseEditionTrailer(edition);
  if (!parsedPhase || !parsedEdition) return undefined;
  return { ...parsedPhase, edition: parsedEdition };
}
