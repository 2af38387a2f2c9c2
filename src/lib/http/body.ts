import { UpstreamError } from "../../core/errors.ts";

const MB = 1024 * 1024;

/** Decoded bytes; a compressed bomb stops here too. */
export const LARGEST_BODY_BYTES = 2 * MB;

/**
 * The whole body as text.
 * @param maxBytes after decoding.
 * @throws {UpstreamError} `body_truncated`, `body_too_large` or `bad_encoding`.
 */
export async function readText(response: Response, maxBytes: number = LARGEST_BODY_BYTES): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  // Leaving the loop by a throw cancels the stream, which closes the connection.
  for await (const chunk of bodyOf(response)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    text += decode(decoder, chunk);
  }
  return text + decode(decoder);
}

/**
 * The whole body as it came, for what is no text.
 * @param maxBytes after decoding.
 * @throws {UpstreamError} `body_truncated` or `body_too_large`.
 */
export async function readBytes(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(response)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(new Uint8Array(chunk));
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function tooLarge(maxBytes: number): UpstreamError {
  return new UpstreamError("body_too_large", `the body is larger than ${maxBytes / MB} MB`);
}

async function* bodyOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const chunks = response.body[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await readChunk(chunks);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

async function readChunk(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await chunks.next();
  } catch (error) {
    if (error instanceof DOMException) throw error;
    throw new UpstreamError("body_truncated", "the answer broke off before its end");
  }
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new UpstreamError("bad_encoding", "the answer is not valid UTF-8");
  }
}
