/** Why a process with a user's code in it ended, for people: no exit codes without words, no addresses of memory. */
import type { ChildEnd } from "./child_run.ts";

/** What the thread that watches the process wrote before it ended it. */
const WATCH_WORDS = /^it used more than \d+ MB$/;
const HEAP_WORDS = /heap out of memory|reached heap limit|fatal javascript out of memory/i;
/** What comes with a crash and means nothing to a reader: addresses, stack frames, V8's and the runtime's banners. */
const NOISE = /0x[0-9a-f]{6,}|^at |^#|^=+$|^<---|^\[\d+:|^stack trace:|^panic|^platform:|^version:|^args:/i;
const COLORS = /\\u001b\[[0-9;]*m/g;
const LONGEST_WORDS = 300;

/** @param heapMb V8's limit for the process's own objects. */
export function toEndText({ reason, stderr }: ChildEnd, heapMb: number): string {
  // Its line breaks come escaped.
  const lines = stderr.replace(COLORS, "").split("\\u000a").map((line) => line.trim());
  const isExit = reason.startsWith("exit code ");
  const isSignal = reason.startsWith("signal ");
  if (isSignal) {
    const said = lines.findLast((line) => WATCH_WORDS.test(line));
    if (said !== undefined) return said;
    if (HEAP_WORDS.test(stderr)) return `it used more than ${heapMb} MB`;
  }
  const text = isExit || isSignal ? toWords(reason) : reason;
  const words = lines.findLast((line) => line !== "" && !NOISE.test(line))?.slice(0, LONGEST_WORDS);
  return words === undefined || isSignal ? text : `${text}: ${words}`;
}

function toWords(reason: string): string {
  const last = reason.split(" ").at(-1) ?? "";
  switch (last) {
    case "0":
      return "it ended its own process";
    case "SIGKILL":
      return "it was killed by the system or by hand (SIGKILL)";
    case "SIGTERM":
    case "SIGINT":
    case "SIGHUP":
      return `it was ended from outside (${last})`;
  }
  return reason.startsWith("signal ")
    ? `it crashed (${last})`
    : `it ended its own process with exit code ${last}`;
}
