import { gzip, SMALLEST_COMPRESSED_BYTES, takesGzip } from "./encoding.ts";

const COMPRESSIBLE = /^(text\/|application\/(json|problem\+json|javascript|xml)|image\/svg\+xml)/;

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  202: "Accepted",
  204: "No Content",
  303: "See Other",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  411: "Length Required",
  413: "Content Too Large",
  421: "Misdirected Request",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
};

const encoder = new TextEncoder();

/** `length`: of the body in bytes, or how its end is told when that is not known before. */
export interface AnswerFacts {
  readonly nowMs: number;
  readonly length: number | "chunked" | "close";
  readonly keepsAlive: boolean;
}

/** Status line and headers with the empty line after them. */
export function toAnswerHead({ status, headers }: Response, facts: AnswerFacts): Uint8Array {
  const { nowMs, length, keepsAlive } = facts;
  let text = `HTTP/1.1 ${status} ${REASONS[status] ?? ""}\r\ndate: ${new Date(nowMs).toUTCString()}\r\n`;
  // The iterator sorts, and takes three times as long.
  headers.forEach((value, name) => {
    if (name !== "content-length" && name !== "date") text += `${name}: ${value}\r\n`;
  });
  if (length === "chunked") text += "transfer-encoding: chunked\r\n";
  else if (length !== "close" && !hasNoBody(status)) text += `content-length: ${length}\r\n`;
  if (!keepsAlive) text += "connection: close\r\n";
  text += "\r\n";
  return encoder.encode(text);
}

export function hasNoBody(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

export function isEventStream({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

/** The body in the smallest form that the caller takes; says so in the headers of `response`. */
export async function readAnswerBody(response: Response, acceptEncoding: string | null): Promise<Uint8Array> {
  // `response.body` would make a stream of a text that is there already.
  const plain = new Uint8Array(await response.arrayBuffer());
  const { headers } = response;
  const isLarge = plain.length >= SMALLEST_COMPRESSED_BYTES;
  if (!isLarge || headers.has("content-encoding") || !COMPRESSIBLE.test(headers.get("content-type") ?? "")) {
    return plain;
  }
  headers.append("vary", "accept-encoding");
  if (!takesGzip(acceptEncoding)) return plain;
  headers.set("content-encoding", "gzip");
  return await gzip(plain);
}
