/** One question to a helper process that ends with its answer: a line in, what it writes out. */
import type { Clock } from "../../core/clock.ts";
import type { HelperCommand } from "./helper_command.ts";
import { endHelper, spawnHelper, tellLine } from "./helper_process.ts";

export interface HelperAnswer {
  /** `undefined` when a signal ended it. */
  readonly code: number | undefined;
  readonly out: string;
  /** The end of it. */
  readonly err: string;
  /** It was still at work when its time was over, and was ended. */
  readonly isLate: boolean;
}

export interface HelperLimits {
  /** Runs at the speed of real time, as the helper does. */
  readonly clock: Clock;
  readonly limitMs: number;
  /** Ends it; the answer is then what it said before. */
  readonly signal: AbortSignal;
}

const MOST_OUT_CHARS = 65_536;
const MOST_ERR_CHARS = 4_096;

/** @throws what the system says when it cannot be started. */
export async function askHelper(
  command: HelperCommand,
  line: string,
  { clock, limitMs, signal }: HelperLimits,
): Promise<HelperAnswer> {
  const child = spawnHelper(command);
  const stdin = child.stdin.getWriter();
  const ended = new AbortController();
  let isLate = false;
  const stopping = endInTime(child, {
    ...{ clock, limitMs, signal },
    ended: ended.signal,
    onLate: () => void (isLate = true),
  });
  const telling = tellLine(stdin, line);
  const [status, out, err] = await Promise.all([
    child.status,
    readText(child.stdout, (text) => text.slice(0, MOST_OUT_CHARS)),
    readText(child.stderr, (text) => text.slice(-MOST_ERR_CHARS)),
  ]);
  ended.abort();
  await Promise.all([stopping, telling]);
  await stdin.close().catch(() => {});
  return { code: status.signal === null ? status.code : undefined, out, err, isLate };
}

async function endInTime(
  child: Deno.ChildProcess,
  { clock, limitMs, signal, ended, onLate }: HelperLimits & {
    readonly ended: AbortSignal;
    readonly onLate: () => void;
  },
): Promise<void> {
  const either = AbortSignal.any([signal, ended]);
  await clock.sleep(limitMs, either).then(onLate, () => {});
  await endHelper(child, { clock, ended });
}

async function readText(
  stream: ReadableStream<Uint8Array>,
  keep: (text: string) => string,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) text = keep(text + decoder.decode(bytes, { stream: true }));
  return text;
}
