export interface Part {
  /** A view of the buffer: valid until the next part is asked for. */
  bytes: Buffer;
  last: boolean;
}

/** Cuts a stream of chunks into parts of the buffer's size, one after the other in that same buffer. The last is smaller. */
export async function* parts(
  chunks: AsyncIterable<Buffer>,
  buffer: Buffer,
): AsyncGenerator<Part, void> {
  let filled = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (rest.length > buffer.length - filled) {
      const taken = rest.copy(buffer, filled);
      yield { bytes: buffer, last: false };
      rest = rest.subarray(taken);
      filled = 0;
    }
    filled += rest.copy(buffer, filled);
  }
  yield { bytes: buffer.subarray(0, filled), last: true };
}
