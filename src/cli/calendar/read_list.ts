/** A list of closed days from a file, from standard input or from an address, whatever it is written in. */
import type { ClosureRow } from "../../calendar/update/closure_rows.ts";
import { type ListFacts, type NewList, readJsonList, readRowList } from "../../calendar/update/new_list.ts";
import type { Clock } from "../../core/clock.ts";
import { toErrorText, UpstreamError, UserError } from "../../core/errors.ts";
import { isLoopbackHost, isPrivateHost } from "../../core/loopback.ts";
import { escapeControls } from "../../core/text.ts";
import { findDelimiter, readCells } from "../../lib/csv_cells.ts";
import { decodeText } from "../../lib/encoding.ts";
import { attempt } from "../../lib/http/attempt.ts";
import { toPlainText } from "../../lib/sheet/plain_text.ts";
import { TableFileError } from "../../lib/sheet/table_file_error.ts";

/** A calendar of 90 years is a tenth of it, and a workbook of one year a hundredth. */
const LARGEST_BYTES = 2 * 1_048_576;
const TIMEOUT_MS = 20_000;
const LONGEST_LINE = 65_536;

export interface ListSource {
  /** A path, an address, or `-` for standard input. */
  readonly from: string;
  readonly sheet?: string | undefined;
}

/** @throws {UserError} one sentence: what it is, and what would be right. */
export async function readList(
  { from, sheet }: ListSource,
  { frame, clock }: Pick<ListFacts, "frame"> & { readonly clock: Clock },
): Promise<NewList> {
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(from);
  const source = isAddress ? toShownAddress(from) : from === "-" ? "standard input" : escapeControls(from);
  const bytes = isAddress ? await fetchList(from, { source, clock }) : await readFile(from, source);
  const facts = { source, frame, nowMs: clock.now() };
  if (/^\s*[[{]/.test(new TextDecoder().decode(bytes.subarray(0, 64)))) {
    return readJsonList(decodeJson(bytes, source), facts);
  }
  return readRowList(await readRows(bytes, { source, sheet }), facts);
}

function decodeJson(bytes: Uint8Array, source: string): string {
  try {
    return decodeText(bytes);
  } catch {
    throw refuse(source, "it is neither UTF-8 nor Korean text");
  }
}

async function readRows(
  bytes: Uint8Array<ArrayBuffer>,
  { source, sheet }: { readonly source: string; readonly sheet: string | undefined },
): Promise<readonly ClosureRow[]> {
  let text = "";
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    for await (const piece of toPlainText(new Blob([bytes]).stream(), { sheet })) {
      text += decoder.decode(piece, { stream: true });
      if (text.length > LARGEST_BYTES) throw refuse(source, "it unpacks to more than 2 MB");
    }
    text += decoder.decode();
  } catch (error) {
    if (error instanceof TableFileError) {
      throw new UserError(error.code, `Cannot read ${source}: ${error.message}`);
    }
    if (error instanceof TypeError) throw refuse(source, "it is neither UTF-8 nor Korean text");
    throw error;
  }
  const lines = text.split(/\r\n?|\n/);
  if (lines.some((line) => line.length > LONGEST_LINE)) {
    throw refuse(source, `one of its lines is longer than ${LONGEST_LINE} letters`);
  }
  // The first line with something in it tells what stands between two cells.
  const delimiter = findDelimiter(lines.find((line) => line.trim() !== "") ?? "");
  return lines.map((line, i) => ({ line: i + 1, cells: readCells(line, delimiter) }));
}

async function readFile(path: string, source: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const stream = path === "-" ? Deno.stdin.readable : (await Deno.open(path)).readable;
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    for await (const piece of stream) {
      size += piece.length;
      if (size > LARGEST_BYTES) {
        throw refuse(source, "it has more than 2 MB, and a list of closed days a few kB");
      }
      pieces.push(piece);
    }
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  } catch (error) {
    if (error instanceof UserError || error instanceof Deno.errors.NotCapable) throw error;
    throw refuse(
      source,
      error instanceof Deno.errors.NotFound
        ? "there is no such file"
        : error instanceof Error && "code" in error && error.code === "EISDIR"
        ? "it is a folder"
        : toErrorText(error),
    );
  }
}

/** Asked once, with no key and no cookie, and only where it was sent to. */
async function fetchList(
  address: string,
  { source, clock }: { readonly source: string; readonly clock: Clock },
): Promise<Uint8Array<ArrayBuffer>> {
  const url = readAddress(address, source);
  const request = { fetch, clock, url: url.href, timeoutMs: TIMEOUT_MS, maxBytes: LARGEST_BYTES };
  try {
    const answer = await attempt({ ...request, address: url.host }, async ({ status, headers, bytes }) => ({
      status,
      location: headers.get("location"),
      body: status === 200 ? await bytes() : undefined,
    }));
    return toBody(answer, { url, source });
  } catch (error) {
    if (error instanceof UpstreamError) {
      throw new UserError("failed", `Cannot read ${source}: ${error.message}`);
    }
    throw error;
  }
}

/** @throws {UserError} for an answer without a body that counts. */
function toBody(
  { status, location, body }: {
    readonly status: number;
    readonly location: string | null;
    readonly body: Uint8Array<ArrayBuffer> | undefined;
  },
  { url, source }: { readonly url: URL; readonly source: string },
): Uint8Array<ArrayBuffer> {
  if (body !== undefined) return body;
  if (status < 300 || status >= 400) {
    throw new UserError("failed", `Cannot read ${source}: it answers with ${status}`);
  }
  const target = location === null ? null : URL.parse(location, url.href);
  throw new UserError(
    "failed",
    `Cannot read ${source}: it redirects${
      target === null ? "" : ` to ${toShownAddress(target.href)}`
    }, which is not followed`,
    "give that address itself, if it is one that you trust",
  );
}

/** @throws {UserError} */
function readAddress(address: string, source: string): URL {
  const url = URL.parse(address);
  if (url === null) throw refuse(source, "it is no address");
  const { protocol, hostname } = url;
  if (url.username !== "" || url.password !== "") {
    throw refuse(source, "it has a name or a password in it, and those are not sent from here");
  }
  if (
    protocol === "https:" || (protocol === "http:" && (isLoopbackHost(hostname) || isPrivateHost(hostname)))
  ) {
    return url;
  }
  throw refuse(
    source,
    "on the way there anybody could change the list; it must be https, or http in your own network",
  );
}

/** What stands behind `?` may be a key. */
function toShownAddress(address: string): string {
  const url = URL.parse(address);
  return url === null
    ? "the address"
    : escapeControls(`${url.protocol}//${url.host}${url.pathname}`).slice(0, 200);
}

function refuse(source: string, why: string): UserError {
  return new UserError("invalid", `Cannot read ${source}: ${why}`);
}
