/** The end of the log file, for whoever is to help. */
import { toErrorText } from "../../../core/errors.ts";

const MOST_LINES = 500;
/** Of five hundred lines; those of a stack are long. */
const MOST_BYTES = 1_000_000;

export interface LogTail {
  readonly lines: readonly string[];
  /** Why there are none. */
  readonly note: string | null;
}

export function readLogTail(path: string | undefined): LogTail {
  if (path === undefined) {
    return { lines: [], note: "SIGNAL_V2_LOG_FILE is not set, so the log is in no file" };
  }
  try {
    const lines = readEnd(path).split("\n").filter((line) => line !== "").slice(-MOST_LINES);
    return { lines, note: null };
  } catch (error) {
    return { lines: [], note: `the log file cannot be read: ${toErrorText(error)}` };
  }
}

function readEnd(path: string): string {
  using file = Deno.openSync(path, { read: true });
  const { size } = file.statSync();
  const from = Math.max(0, size - MOST_BYTES);
  file.seekSync(from, Deno.SeekMode.Start);
  const bytes = new Uint8Array(size - from);
  let length = 0;
  for (let read = 1; length < bytes.length && read > 0;) {
    read = file.readSync(bytes.subarray(length)) ?? 0;
    length += read;
  }
  const text = new TextDecoder().decode(bytes.subarray(0, length));
  // The first one may be half a line, in which half a secret would not be known for one.
  return from === 0 ? text : text.slice(text.indexOf("\n") + 1);
}
