// deno-lint-ignore-file no-console -- a command line tool
/**
 * `deno task soak [WEEKS]`: simulated weeks (26 unless told) of the whole program at high speed with 20 live event
 * streams open all the time: polls exactly as the calendar says, memory and open files flat. Exit code 1 otherwise.
 */
import { startChild } from "./child.ts";
import { makeWorkDir, SHIPPED_V8_FLAGS } from "./paths.ts";
import { startUpstream } from "./upstream.ts";

const STREAMS = 20;
const LIMIT_MB = 150;
/** Weeks in which the runtime compiles and its heap finds its size. */
const WARM_UP_SHARE = 0.25;
/** Less than this a week is noise of the collector: 0.2 MB a week would be 10 MB in a year. */
const SLOPE_LIMIT_MB = 0.2;

interface Week {
  readonly week: number;
  readonly polls: number;
  readonly missed: number;
  readonly expected: number;
  readonly rssBytes: number;
  readonly files: number | null;
}

const weeks = Number(Deno.args[0] ?? 26);
if (!Number.isInteger(weeks) || weeks < 4) {
  console.error("usage: deno task soak [WEEKS], at least 4");
  Deno.exit(2);
}
// Not at the top level: `exit` would leave the children running.
Deno.exit(await soak() ? 0 : 1);

async function soak(): Promise<boolean> {
  await using dir = await makeWorkDir();
  await using upstream = await startUpstream(0);
  await using child = startChild("children/weeks.ts", {
    flags: ["--allow-all", ...SHIPPED_V8_FLAGS],
    args: [upstream.url, dir.path, String(weeks)],
  });
  const lines = readLines(child.process.stdout);
  const { url } = JSON.parse((await lines.next()).value ?? "{}") as { url: string };
  const streams = Array.from({ length: STREAMS }, () => openStream(url));
  const seen: Week[] = [];
  console.log("week   polls  expected  missed   RSS MB  files");
  while (seen.length < weeks) {
    const { value, done } = await lines.next();
    if (done) throw new Error("The program ended before its weeks were over");
    const week = JSON.parse(value) as Week;
    seen.push(week);
    const mb = (week.rssBytes / 1e6).toFixed(1);
    console.log(
      [week.week, week.polls, week.expected, week.missed, mb, week.files ?? "-"].map((cell, i) =>
        String(cell).padStart([4, 7, 9, 7, 8, 6][i] ?? 8)
      ).join(" "),
    );
  }
  const faults = judge(seen, streams);
  for (const fault of faults) console.log(`FAIL  ${fault}`);
  if (faults.length === 0) {
    console.log("ok: polls exact, memory and files flat, every stream open to the end");
  }
  return faults.length === 0;
}

function judge(all: readonly Week[], streams: readonly Stream[]): readonly string[] {
  const faults = all.filter(({ polls, expected, missed }) => polls !== expected || missed !== 0)
    .map(({ week, polls, expected, missed }) =>
      `week ${week}: ${polls} polls of ${expected}, ${missed} missed`
    );
  const warm = all.slice(Math.ceil(all.length * WARM_UP_SHARE));
  const mb = warm.map(({ rssBytes }) => rssBytes / 1e6);
  const slope = slopeOf(mb);
  console.log(
    `memory after warm-up: ${Math.max(...mb).toFixed(1)} MB at most, ${slope.toFixed(3)} MB a week`,
  );
  if (Math.max(...mb) > LIMIT_MB) faults.push(`memory above ${LIMIT_MB} MB`);
  if (slope > SLOPE_LIMIT_MB) faults.push(`memory grows by ${slope.toFixed(3)} MB a week`);
  const files = warm.flatMap(({ files }) => files ?? []);
  if (files.length > 0 && (files.at(-1) ?? 0) > (files[0] ?? 0)) faults.push("open files grow");
  const closed = streams.filter(({ isOpen }) => !isOpen()).length;
  if (closed > 0) faults.push(`${closed} of ${STREAMS} event streams were closed`);
  const quiet = streams.filter(({ events }) => events() === 0).length;
  if (quiet > 0) faults.push(`${quiet} of ${STREAMS} event streams heard nothing`);
  console.log(
    `event streams: ${STREAMS - closed} open, ${streams.map(({ events }) => events()).join(" ")} events`,
  );
  return faults;
}

/** Least squares over equal steps. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  return over / values.reduce((sum, _value, i) => sum + (i - middle) ** 2, 0);
}

interface Stream {
  readonly isOpen: () => boolean;
  readonly events: () => number;
}

function openStream(base: string): Stream {
  let isOpen = true;
  let events = 0;
  (async () => {
    const response = await fetch(`${base}/events`);
    if (!response.ok || response.body === null) throw new Error(`A stream answered ${response.status}`);
    for await (const line of readLines(response.body)) if (line.startsWith("event: state")) events++;
  })().catch(() => {}).finally(() => isOpen = false);
  return { isOpen: () => isOpen, events: () => events };
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
