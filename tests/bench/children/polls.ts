/**
 * Polls as often as it is told, with the real loop, client, state and store, on a clock without waiting; prints its
 * memory and open files at 10, 50 and 100 % as JSON lines. Needs --allow-all: /proc is not readable otherwise.
 */
import { DEFAULT_POLL_STEPS } from "../../../src/calendar/poll_plan.ts";
import { PollLoop } from "../../../src/stock/poll/loop.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { shippedCalendar } from "../../support/calendars.ts";
import { JumpClock } from "../jump_clock.ts";
import { createPolling } from "../poll_parts.ts";

const [url = "", dir = "", count = "0"] = Deno.args;
const polls = Number(count);
const marks = new Map([0.1, 0.5, 1].map((share) => [Math.round(polls * share), share]));
const clock = new JumpClock(Date.parse("2026-01-01T00:00:00+09:00"));
/** Saves take the time of a disk and no memory, so they go where they are fast. */
const storeDir = await Deno.makeTempDir({ dir: "/dev/shm" }).catch(() => dir);
const store = await openStore({ dir: storeDir, clock });
const keeping = new Set<Promise<void>>();
const { cycle, events } = createPolling({
  url,
  clock,
  keep: (source, { data, fetched }) => {
    const fetchedAtMs = fetched.atMs;
    const kept = store.snapshots.save(source, { payloadText: JSON.stringify(data), fetchedAtMs })
      .finally(() => keeping.delete(kept));
    keeping.add(kept);
  },
});
const calendar = shippedCalendar();
const done = Promise.withResolvers<void>();
let made = 0;
const loop = new PollLoop({
  clock,
  calendar: () => calendar,
  steps: DEFAULT_POLL_STEPS,
  onWake: () => Promise.resolve(),
  runCycle: async ({ plannedAtMs }, signal) => {
    if (made === polls) return await new Promise(() => {});
    const outcomes = await cycle.run(plannedAtMs, signal);
    const failed = outcomes.find(({ error }) => error !== undefined);
    if (failed !== undefined || outcomes.length !== 3) {
      done.reject(failed?.error ?? new Error("A cycle did not run"));
    }
    // In life a minute lies between two cycles; a save never waits for the next one.
    await Promise.all(keeping);
    made++;
    const share = marks.get(made);
    if (share !== undefined) tell(share);
    if (made === polls) done.resolve();
  },
  events,
});
loop.start();
await done.promise;
await store[Symbol.asyncDispose]();
if (storeDir !== dir) await Deno.remove(storeDir, { recursive: true });
Deno.exit(0);

function tell(share: number): void {
  const files = Deno.build.os === "linux" ? [...Deno.readDirSync("/proc/self/fd")].length : null;
  // deno-lint-ignore no-console -- the parent reads this
  console.log(JSON.stringify({ share, polls: made, rssBytes: Deno.memoryUsage().rss, files }));
}
