/** An expected "no": its message says what is wrong and what to do about it, and is all the user sees. */
export class Refusal extends Error {
  override name = 'Refusal';
}
