/** An answer that says the request succeeded, but isn't of the shape that the contract promises. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`The answer of ${url} breaks the contract: ${String(cause)}`, { cause });
    this.url = url;
  }
}
