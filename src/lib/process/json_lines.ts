/**
 * Messages between a program and its child process: one JSON value a line, over the child's stdin and stdout.
 *
 * For authors of children: call `serveRequests` with stdin and stdout and let the process end when it returns. It
 * returns when stdin closes, which is also what happens when the parent dies, so that no orphan stays behind.
 * Nothing else may be written to stdout (a line that is no message gets the child killed); stderr is free for notes.
 */
import { toErrorText } from "../../core/errors.ts";
import { LineWriter } from "./line_writer.ts";

/** A line that is no message. Reading cannot go on after it. */
export class LineFault extends Error {
  override readonly name = "LineFault";
}

/** From parent to child. */
export type ParentMessage =
  /** A question that must be answered. */
  | { readonly id: number; readonly ask: unknown }
  /** Must be answered with the same number. */
  | { readonly ping: number }
  | { readonly tell: unknown };

/** From child to parent. */
export type ChildMessage =
  /** The first one. */
  | { readonly ready: true }
  | { readonly id: number; readonly answer: unknown }
  /** The question could not be answered; the child is well. */
  | { readonly id: number; readonly fault: unknown }
  /** `cpuMs`: processor time of its whole life. */
  | { readonly pong: number; readonly rssBytes: number; readonly cpuMs?: number }
  | { readonly tell: unknown };

/** One message as it goes over the pipe. */
export function toLine(message: ParentMessage | ChildMessage): string {
  return JSON.stringify(message) + "\n";
}

/**
 * Reads until the stream ends; an unfinished last line is dropped, because its writer died within it.
 *
 * @throws {LineFault} for a line longer than `maxLineChars` or one that is not JSON in UTF-8; and what `onValue` throws.
 */
export async function readJsonLines(
  stream: ReadableStream<Uint8Array>,
  options: { readonly maxLineChars: number; readonly onValue: (value: unknown, chars: number) => void },
): Promise<void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let parts: string[] = [];
  let partChars = 0;
  for await (const chunk of stream) {
    const lines = decode(decoder, chunk).split("\n");
    const rest = lines.pop() ?? "";
    for (const end of lines) {
      const line = parts.length === 0 ? end : parts.join("") + end;
      parts = [];
      partChars = 0;
      if (line.length > options.maxLineChars) throw tooLong(options.maxLineChars);
      if (line !== "") options.onValue(parse(line), line.length);
    }
    if (rest !== "") parts.push(rest);
    partChars += rest.length;
    if (partChars > options.maxLineChars) throw tooLong(options.maxLineChars);
  }
}

/** @throws {LineFault} when it is none. */
export function toParentMessage(value: unknown): ParentMessage {
  if (isRecord(value)) {
    if (Number.isSafeInteger(value.id) && "ask" in value) return { id: Number(value.id), ask: value.ask };
    if (Number.isSafeInteger(value.ping)) return { ping: Number(value.ping) };
    if ("tell" in value) return { tell: value.tell };
  }
  throw new LineFault("a line holds no message of a parent");
}

/** @throws {LineFault} when it is none. */
export function toChildMessage(value: unknown): ChildMessage {
  if (isRecord(value)) {
    const id = Number.isSafeInteger(value.id) ? Number(value.id) : undefined;
    if (id !== undefined && "answer" in value) return { id, answer: value.answer };
    if (id !== undefined && "fault" in value) return { id, fault: value.fault };
    if (Number.isSafeInteger(value.pong) && Number.isFinite(value.rssBytes)) {
      const cpuMs = Number(value.cpuMs ?? NaN);
      const times = Number.isFinite(cpuMs) ? { cpuMs } : {};
      return { pong: Number(value.pong), rssBytes: Number(value.rssBytes), ...times };
    }
    if (value.ready === true) return { ready: true };
    if ("tell" in value) return { tell: value.tell };
  }
  throw new LineFault("a line holds no message of a child");
}

/** What a child's code fills in. */
export interface ChildService {
  /** Answers run side by side, as the questions come. What it throws becomes a fault. */
  readonly answer: (ask: unknown) => Promise<unknown>;
  readonly onTell: (body: unknown) => void;
  /** What the parent learns of something thrown. */
  readonly toFault: (error: unknown) => unknown;
  /** Memory of this process, for the parent's ceiling. */
  readonly rssBytes: () => number;
  /** Processor time of this process in ms; absent or `undefined`, it is not watched. */
  readonly cpuMs?: () => number | undefined;
}

export interface ChildPipes {
  readonly input: ReadableStream<Uint8Array>;
  readonly output: WritableStream<Uint8Array>;
  readonly maxLineChars: number;
}

/**
 * The child's side: says that it is ready, answers questions and pings, and returns when stdin closes. Answers that
 * are not ready by then are dropped: nobody reads them any more.
 *
 * @param start gets the way to speak unasked; who speaks much must wait for it, or its words pile up.
 * @throws {LineFault} when the parent sends something that is no message.
 */
export async function serveRequests(
  pipes: ChildPipes,
  start: (tell: (body: unknown) => Promise<void>) => ChildService,
): Promise<void> {
  const output = new LineWriter(pipes.output);
  const write = (message: ChildMessage) => output.send(toLine(message));
  const service = start((body) => {
    write({ tell: body });
    return output.drained();
  });
  const answer = async (id: number, ask: unknown) => {
    try {
      write({ id, answer: await service.answer(ask) ?? null });
    } catch (error) {
      write({ id, fault: service.toFault(error) ?? toErrorText(error) });
    }
  };
  write({ ready: true });
  await readJsonLines(pipes.input, {
    maxLineChars: pipes.maxLineChars,
    onValue: (value) => {
      const message = toParentMessage(value);
      if ("ask" in message) {
        void answer(message.id, message.ask);
      } else if ("ping" in message) {
        const cpuMs = service.cpuMs?.();
        const times = cpuMs === undefined ? {} : { cpuMs };
        write({ pong: message.ping, rssBytes: service.rssBytes(), ...times });
      } else {
        service.onTell(message.tell);
      }
    },
  });
}

function decode(decoder: TextDecoder, chunk: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw new LineFault("a line is not UTF-8");
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new LineFault("a line is not JSON");
  }
}

function tooLong(maxLineChars: number): LineFault {
  return new LineFault(`a line is longer than ${maxLineChars} characters`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
