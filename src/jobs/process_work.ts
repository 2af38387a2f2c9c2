/** Work that a helper process does: what it writes is the job's output, how it ends is the job's end. */
import type { Actor } from "../core/actor.ts";
import type { Clock } from "../core/clock.ts";
import type { HelperCommand } from "../lib/process/helper_command.ts";
import { endHelper, spawnHelper, tellLine } from "../lib/process/helper_process.ts";
import type { JobDesk, JobKind } from "./job.ts";
import { readProgressLine } from "./progress_line.ts";

/** What to start for a request, and the line that it is told, which may be longer than an argument may. */
export interface WorkHelper {
  readonly command: HelperCommand;
  readonly line: string;
}

/** @param toHelper its stdin stays open as long as this program lives, and nothing but the line is written to it. */
export function createProcessWork(
  toHelper: (request: unknown, actor: Actor) => WorkHelper,
  { clock }: { readonly clock: Clock },
): JobKind["work"] {
  return async (request, desk) => {
    desk.signal.throwIfAborted();
    const { command, line } = toHelper(request, desk.actor);
    const child = spawnHelper(command);
    const stdin = child.stdin.getWriter();
    const ended = new AbortController();
    const stopping = stopWhenAborted(child, { signal: desk.signal, ended: ended.signal, clock });
    const [status] = await Promise.all([
      child.status,
      takeText(child.stdout, (text) => desk.write(text)),
      takeLines(child.stderr, desk),
      tellLine(stdin, line),
    ]);
    ended.abort();
    await stopping;
    await stdin.close().catch(() => {});
    if (status.signal !== null && !desk.signal.aborted) {
      desk.write(`the process was ended by ${status.signal}\n`);
    }
    return status.code;
  };
}

async function stopWhenAborted(
  child: Deno.ChildProcess,
  { signal, ended, clock }: {
    readonly signal: AbortSignal;
    readonly ended: AbortSignal;
    readonly clock: Clock;
  },
): Promise<void> {
  const either = AbortSignal.any([signal, ended]);
  if (!either.aborted) {
    await new Promise<void>((resolve) => either.addEventListener("abort", () => resolve(), { once: true }));
  }
  await endHelper(child, { clock, ended });
}

async function takeText(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) take(decoder.decode(bytes, { stream: true }));
  const rest = decoder.decode();
  if (rest !== "") take(rest);
}

/** A longer one is no line of progress, and is passed on as it comes. */
const LONGEST_LINE = 4_096;

/** Notes for people, with lines of progress between them. */
async function takeLines(stream: ReadableStream<Uint8Array>, desk: JobDesk): Promise<void> {
  let rest = "";
  const takeLine = (line: string, end: string) => {
    const progress = readProgressLine(line);
    if (progress === undefined) desk.write(line + end);
    else desk.report(progress.share, progress.text);
  };
  await takeText(stream, (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) takeLine(line, "\n");
    if (rest.length <= LONGEST_LINE) return;
    desk.write(rest);
    rest = "";
  });
  if (rest !== "") takeLine(rest, "");
}
