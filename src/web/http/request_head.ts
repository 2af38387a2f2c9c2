/** Whoever sends more than this has something else in mind than asking a question. */
export const LARGEST_HEAD_BYTES = 16 * 1024;
const MOST_HEADERS = 100;

const CR = 13;
const LF = 10;
const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]{1,32}) ([\x21-\x7e]+) HTTP\/1\.([01])$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~\w-]+):([\t\x20-\x7e\x80-\xff]*)$/;
const HOST = /^[\w.~-]+(:\d{0,5})?$|^\[[0-9a-f:.]+\](:\d{0,5})?$/i;
/** They ask for what no page or program needs here, and a `Request` of the platform cannot be one of them. */
const UNKNOWN_METHODS: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** The head of a request, strictly as RFC 9112 has it: what proxies could read in two ways is refused. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  /** As announced; 0 when there is no body. */
  readonly bodyBytes: number;
  /** A chunked body. The routes refuse it, so nobody reads it. */
  readonly isOpenEnded: boolean;
  readonly expectsContinue: boolean;
  /** Whether another request may follow on the connection. */
  readonly keepsAlive: boolean;
  /** HTTP/1.0 knows no chunked answers. */
  readonly isOld: boolean;
}

export interface HeadFault {
  readonly status: 400 | 431 | 501 | 505;
  readonly detail: string;
}

export type HeadRead =
  | { readonly kind: "partial" }
  | { readonly kind: "refused"; readonly fault: HeadFault }
  | { readonly kind: "complete"; readonly head: RequestHead; readonly bytes: number };

/** Reads the head at the beginning of `received`. */
export function readHead(received: Uint8Array): HeadRead {
  const start = skipEmptyLines(received);
  const end = findEnd(received, start);
  if (end === "bare") return refuse(400, "A line ends with LF alone; end each with CR LF.");
  if (end === undefined) {
    if (received.length < LARGEST_HEAD_BYTES) return { kind: "partial" };
    return refuse(431, `The head of a request may have ${LARGEST_HEAD_BYTES / 1_024} KB.`);
  }
  // One byte, one character: header values are no UTF-8.
  const text = String.fromCharCode(...received.subarray(start, end));
  const head = readLines(text.split("\r\n"));
  return "status" in head ? { kind: "refused", fault: head } : { kind: "complete", head, bytes: end + 4 };
}

/** Some old clients send one after a form. */
function skipEmptyLines(received: Uint8Array): number {
  let start = 0;
  while (received[start] === CR && received[start + 1] === LF) start += 2;
  return start;
}

/** Where the empty line begins, or `bare` when a line before it ends as only some would read it. */
function findEnd(received: Uint8Array, start: number): number | "bare" | undefined {
  for (let at = received.indexOf(LF, start); at !== -1; at = received.indexOf(LF, at + 1)) {
    if (received[at - 1] !== CR) return "bare";
    if (received[at - 2] === LF && at - 3 > start) return at - 3;
  }
  return undefined;
}

function readLines([requestLine = "", ...lines]: readonly string[]): RequestHead | HeadFault {
  const [, method, target, minor] = REQUEST_LINE.exec(requestLine) ?? [];
  if (method === undefined || target === undefined) {
    if (/ HTTP\/(?!1\.[01]$)[\d.]+$/.test(requestLine)) {
      return fault(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
    }
    return fault(
      400,
      "The first line is not `METHOD /path HTTP/1.1`; percent-encode other letters in the path.",
    );
  }
  if (UNKNOWN_METHODS.has(method.toUpperCase())) {
    return fault(501, `${method.toUpperCase()} is not known here.`);
  }
  if (lines.length > MOST_HEADERS) return fault(431, `A request may have ${MOST_HEADERS} headers.`);
  const headers = new Headers();
  let hosts = 0;
  let lengths = 0;
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return fault(400, "A header line is not `name: value`.");
    const lowered = name.toLowerCase();
    if (lowered === "host") hosts++;
    if (lowered === "content-length") lengths++;
    headers.append(lowered, value);
  }
  if (lengths > 1) return fault(400, "Content-Length is given more than once.");
  const url = hosts === 1 ? toUrl(headers.get("host") ?? "", target) : undefined;
  if (url === undefined) {
    return fault(
      400,
      "Send one Host header, a name or an address with a port up to 65535, and a path that begins with / and has no \\ or #.",
    );
  }
  return readFraming({ method, url, headers, isOld: minor === "0" });
}

function toUrl(host: string, target: string): string | undefined {
  // Both are read by some as the end of a path or as a slash; clients send neither.
  if (!HOST.test(host) || /^[^?]*\\|#/.test(target)) return undefined;
  if (target.startsWith("/")) {
    const url = `http://${host}${target}`;
    return URL.canParse(url) ? url : undefined;
  }
  const isUsable = /^https?:\/\//i.test(target) && URL.canParse(target) && URL.canParse(`http://${host}`);
  // The platform refuses a request whose address holds a user name.
  return isUsable && new URL(target).username + new URL(target).password === "" ? target : undefined;
}

function readFraming(
  line: Pick<RequestHead, "method" | "url" | "headers" | "isOld">,
): RequestHead | HeadFault {
  const { headers, isOld } = line;
  const length = headers.get("content-length");
  const isOpenEnded = headers.has("transfer-encoding");
  // Two ways to find the end of a body: whoever reads the other one takes the rest for a request.
  if (isOpenEnded && (length !== null || isOld)) {
    return fault(400, "Send either Content-Length or, in HTTP/1.1, Transfer-Encoding.");
  }
  if (length !== null && !/^\d{1,15}$/.test(length)) {
    return fault(400, "Content-Length is not a whole number.");
  }
  const wishes = (headers.get("connection") ?? "").toLowerCase();
  return {
    ...line,
    bodyBytes: Number(length ?? 0),
    isOpenEnded,
    expectsContinue: !isOld && headers.get("expect")?.toLowerCase() === "100-continue",
    keepsAlive: !isOld && !isOpenEnded && !/(^|[\s,])close([\s,]|$)/.test(wishes),
  };
}

function fault(status: HeadFault["status"], detail: string): HeadFault {
  return { status, detail };
}

function refuse(status: HeadFault["status"], detail: string): HeadRead {
  return { kind: "refused", fault: { status, detail } };
}
