import { CANDLE_FIELDS, type CandleColumns, createColumns, type Interval } from "../../core/candle.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { escapeControls } from "../../core/text.ts";
import { type CandleFile, readCandleCsv } from "../../market/csv/candle_csv.ts";
import { CandleFileError } from "../../market/csv/candle_file_error.ts";
import type { FileForm } from "./file_form.ts";

export interface CandleFileOptions {
  readonly interval?: Interval | undefined;
  readonly skipBad?: boolean;
  /** Only rows with this text in this column. */
  readonly only?: { readonly column: string; readonly text: string } | undefined;
  /** Candles that begin later are refused. */
  readonly notAfterMs?: number | undefined;
  /** Of the market that the file is of, where it has some. */
  readonly hours?: MarketHours | undefined;
  readonly form: FileForm;
  /** Told how much of the file has been read, 0 to 1; never for standard input. */
  readonly onRead?: (share: number) => void;
}

/** Whether an argument names a file and not a market. */
export function isFileArgument(text: string): boolean {
  return text === "-" || /\.(csv|tsv|txt|xlsx|xls|html?|gz|zip)$/i.test(text);
}

/** Opens a file of candles, or standard input for `-`. @throws {UserError} one sentence. */
export async function openCandleSource(path: string, options: CandleFileOptions): Promise<CandleFile> {
  const { interval, skipBad, only, notAfterMs, hours, form, onRead } = options;
  const stream = path === "-" ? Deno.stdin.readable : await openFile(path, onRead);
  return await asUserError(path, () =>
    readCandleCsv(stream, {
      ...form,
      ...(interval === undefined ? {} : { interval }),
      ...(skipBad === undefined ? {} : { skipBad }),
      ...(only === undefined ? {} : { only }),
      ...(notAfterMs === undefined ? {} : { notAfterMs }),
      ...(hours === undefined ? {} : { hours }),
    }));
}

/** When a file was written last; `undefined` for standard input and where nobody knows. */
export async function findWrittenMs(path: string): Promise<number | undefined> {
  if (path === "-") return undefined;
  return (await Deno.stat(path)).mtime?.getTime();
}

/** What is wrong with a file ends the command with a sentence, wherever in the file it shows. */
export async function asUserError<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CandleFileError)) throw error;
    throw new UserError(error.code, `${nameOf(path)}: ${error.message}`);
  }
}

/** The whole file in memory. */
export async function readAllChunks({ chunks }: CandleFile): Promise<CandleColumns> {
  const parts: CandleColumns[] = [];
  for await (const part of chunks) parts.push(part);
  const all = createColumns(parts.reduce((sum, { openTimeMs }) => sum + openTimeMs.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const field of CANDLE_FIELDS) all[field].set(part[field], at);
    at += part.openTimeMs.length;
  }
  return all;
}

/** @throws {UserError} one sentence. */
async function openFile(
  path: string,
  onRead: ((share: number) => void) | undefined,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  try {
    const { isDirectory, size } = await Deno.stat(path);
    if (isDirectory) throw new UserError("invalid", `Cannot read ${nameOf(path)}: it is a folder`);
    const { readable } = await Deno.open(path);
    return onRead === undefined ? readable : readable.pipeThrough(countBytes(size, onRead));
  } catch (error) {
    if (error instanceof UserError || error instanceof Deno.errors.NotCapable) throw error;
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Deno.errors.PermissionDenied
      ? "the system does not allow it"
      : toErrorText(error);
    throw new UserError("invalid", `Cannot read ${nameOf(path)}: ${why}`);
  }
}

function countBytes(size: number, onRead: (share: number) => void) {
  let read = 0;
  return new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(bytes, controller) {
      read += bytes.length;
      onRead(read / Math.max(read, size));
      controller.enqueue(bytes);
    },
  });
}

function nameOf(path: string): string {
  return path === "-" ? "standard input" : escapeControls(path);
}
