/**
 * Measures variants in turn: A B, then B A, then A B and so on, so that no variant has the better place. Unless `warmUp` is
 * false, a first round warms caches and compilers up; its results are dropped.
 *
 * @returns the results of each variant, one a round
 */
export async function alternate<V extends string, T>(
  variants: Readonly<Record<V, () => Promise<T>>>,
  { rounds, warmUp = true }: { rounds: number; warmUp?: boolean },
): Promise<Record<V, T[]>> {
  const names = Object.keys(variants) as V[];
  const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<V, T[]>;
  for (let round = warmUp ? 0 : 1; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const result = await variants[name]();
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}
