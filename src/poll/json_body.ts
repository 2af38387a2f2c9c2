import { UpstreamError } from "../core/errors.ts";
import type { JsonObject } from "../sources/source.ts";

/** Decoded bytes; a compressed bomb stops here too. */
export const LARGEST_BODY_BYTES = 2 * 1024 * 1024;

/** @throws {UpstreamError} `body_truncated`, `body_too_large` or `bad_encoding`. */
export async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  // Leaving the loop by a throw cancels the stream, which closes the connection.
  for await (const chunk of bodyOf(response)) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_BODY_BYTES) {
      throw new UpstreamError(
        "body_too_large",
        `the body is larger than ${LARGEST_BODY_BYTES / 1024 / 1024} MB`,
      );
    }
    text += decode(decoder, chunk);
  }
  return text + decode(decoder);
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

/** @throws {UpstreamError} `bad_json` or `bad_shape`; the text itself never enters the message. */
export function readObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UpstreamError(
      "bad_json",
      text.trim() === "" ? "the answer is empty" : "the answer is not JSON",
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UpstreamError("bad_shape", "the answer is not a JSON object");
  }
  const payload = value as JsonObject; // checked by the line above
  if (isErrorPayload(payload)) {
    throw new UpstreamError("bad_shape", "the answer is an error report with status 200");
  }
  if (hasInfinity(text, value)) {
    throw new UpstreamError("bad_shape", "the answer holds a number too large to represent");
  }
  return payload;
}

/** `{"error": …}` or `{"detail": …}` and nothing that looks like data beside it. */
function isErrorPayload(payload: JsonObject): boolean {
  const isSet = (name: string) =>
    payload[name] !== undefined && payload[name] !== null && payload[name] !== false;
  return isSet("error") || isSet("detail");
}

/** `1e400` parses to Infinity. Only a text with a three-digit exponent or a very long number can hold one. */
function hasInfinity(text: string, value: unknown): boolean {
  if (!/[eE]\+?\d{3}|\d{300}/.test(text)) return false;
  if (typeof value === "number") return !Number.isFinite(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => hasInfinity("1e999", part));
}
