import type { Command } from "commander";
import { EXIT, UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { escapeControls } from "../../core/text.ts";
import { readUpbitFrames, readUpbitValue, type UpbitFrame } from "../../exchanges/upbit/frames.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { createSayFrom } from "../../core/lang.ts";
import { langOf, translate } from "../kit/language.ts";
import { IMPORT_TEXTS } from "../texts/import.ts";
import { toNumberText } from "../../core/words/numbers.ts";

const LARGEST_FILE_MB = 64;
/** A file of something else is refused line by line. */
const MOST_TOLD = 20;

type Row = UpbitFrame & { kind: "tick" | "candle" };

/** Recorded frames of exchanges, as the program understands them. */
export function addParseCommand(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  const parse = program.command("parse").description("what recorded frames of an exchange say");
  parse.command("upbit-ws")
    .description(
      "normalised ticks and candles of Upbit's WebSocket; frames that cannot be used are named on standard error",
    )
    .argument(
      "<file>",
      `frames as a JSON array or one a line, at most ${LARGEST_FILE_MB} MB; - reads standard input`,
    )
    .option("--json", "print one JSON array, an element a line", false)
    .action(async (file: string, { json }: { json: boolean }) => {
      const frames = readRecording(await readText(file));
      const rows = frames.filter((frame) => frame.kind === "tick" || frame.kind === "candle");
      printRows(rows, { terminal, json });
      if (!await tellRefused(frames, terminal)) setExitCode(EXIT.runtime);
    });
}

/** Frames in any of the shapes in which people keep them: see the tests. */
function readRecording(text: string): readonly UpbitFrame[] {
  const whole = readJson(text);
  if (whole === undefined) return text.split("\n").filter((line) => line.trim() !== "").flatMap(readElement);
  const { samples } = Object(whole.value);
  if (typeof samples === "object" && samples !== null) {
    return Object.values(samples).flatMap((sample) => readElement(Object(sample).message));
  }
  return Array.isArray(whole.value) ? whole.value.flatMap(readElement) : readElement(whole.value);
}

/** A frame as it was sent, or as its JSON was read by whoever recorded it. */
function readElement(value: unknown): readonly UpbitFrame[] {
  if (typeof value !== "string") return readUpbitValue(value);
  // A line of a file may be the text of a frame in quotes.
  const inner = readJson(value);
  return typeof inner?.value === "string" ? readUpbitFrames(inner.value) : readUpbitFrames(value);
}

function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function printRows(rows: readonly Row[], { terminal, json }: { terminal: Terminal; json: boolean }): void {
  if (json) {
    const lines = rows.map((row) => JSON.stringify(toJson(row)));
    return terminal.out(lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n]`);
  }
  const say = createSayFrom(IMPORT_TEXTS, langOf(terminal));
  if (rows.length === 0) return terminal.out(say("no_frames"));
  const heads = ["kind", "time", "symbol", "bar", "open", "high", "low", "price", "volume"] as const;
  const cells = rows.map((row) => [say(`kind_${row.kind}`), ...toCells(row)]);
  printTable(terminal, [heads.map((head) => say(`head_${head}`)), ...cells]);
}

function toJson(row: Row) {
  if (row.kind === "tick") {
    const { atMs: timestamp, ...facts } = row.tick;
    return { kind: row.kind, timestamp, ...facts };
  }
  const { exchange: source, symbol, interval } = row.series;
  const { openTimeMs: open_time, ...prices } = row.candle;
  return { kind: row.kind, symbol, interval, open_time, ...prices, source };
}

function toCells(row: Row): readonly string[] {
  if (row.kind === "tick") {
    const { atMs, symbol, price, volume } = row.tick;
    return [toKstIso(atMs), symbol, "-", "-", "-", "-", toNumberText(price), toNumberText(volume)];
  }
  const { openTimeMs, open, high, low, close, volume } = row.candle;
  const { symbol, interval } = row.series;
  const numbers = [open, high, low, close, volume].map((value) => toNumberText(value));
  return [toKstIso(openTimeMs), symbol, interval, ...numbers];
}

/** @returns whether every frame could be used; those that only say that the line is alive can. */
async function tellRefused(frames: readonly UpbitFrame[], terminal: Terminal): Promise<boolean> {
  const say = createSayFrom(IMPORT_TEXTS, langOf(terminal));
  const refused = frames.flatMap((frame, i) => {
    const reason = toRefusal(frame);
    return reason === undefined ? [] : [{ number: i + 1, reason }];
  });
  for (const { number, reason } of refused.slice(0, MOST_TOLD)) {
    terminal.err(say("frame", { number, reason: await translate(reason, terminal) }));
  }
  const more = refused.length - MOST_TOLD;
  if (more > 0) terminal.err(say("more", { count: toNumberText(more) }));
  return refused.length === 0;
}

function toRefusal(frame: UpbitFrame): string | undefined {
  if (frame.kind === "refused") return frame.reason;
  if (frame.kind === "error") {
    return `Upbit refused a request: ${frame.name}${frame.message && ` (${frame.message})`}`;
  }
  return frame.kind === "other"
    ? `type ${frame.type} holds neither a tick nor a candle that is read here`
    : undefined;
}

/** @throws {UserError} when the file is not there, cannot be read or is too large. */
async function readText(file: string): Promise<string> {
  const name = file === "-" ? "standard input" : escapeControls(file);
  try {
    const input = file === "-" ? Deno.stdin.readable : (await Deno.open(file)).readable;
    return await readAll(input, name);
  } catch (error) {
    if (error instanceof UserError || error instanceof Deno.errors.NotCapable) throw error;
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Deno.errors.IsADirectory
      ? "it is a directory"
      : error instanceof Error
      ? error.name
      : "unknown";
    throw new UserError("invalid", `Cannot read ${name}: ${why}`);
  }
}

async function readAll(input: ReadableStream<Uint8Array>, name: string): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.length;
    if (bytes > LARGEST_FILE_MB * 1_048_576) {
      throw new UserError(
        "invalid",
        `Cannot read ${name}: it is larger than ${LARGEST_FILE_MB} MB; split it and parse the parts`,
      );
    }
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}
