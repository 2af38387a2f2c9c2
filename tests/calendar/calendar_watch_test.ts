import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { CalendarFileError } from "../../src/calendar/file/calendar_file_error.ts";
import { createCalendarWatch, EMBEDDED_SOURCE } from "../../src/calendar/calendar_watch.ts";
import { type CalendarDisk, loadCalendar, systemDisk } from "../../src/calendar/file/load_calendar.ts";
import { DEFAULT_POLL_STEPS, nextTickAfter } from "../../src/calendar/poll_plan.ts";
import { DEFAULT_DAY_FRAME } from "../../src/calendar/session.ts";
import { toKstIso } from "../../src/core/kst.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { dayOf, HOLIDAYS_TEXT, toPlainText } from "./sample_calendars.ts";

const NOW = "2026-03-14T12:00:00+09:00";
const PLAIN = toPlainText();
const CHANGED = JSON.stringify([...JSON.parse(PLAIN) as string[], "2026-03-16"]);

/** One file that tests rewrite; `undefined` is a missing file. */
class FakeDisk implements CalendarDisk {
  #text: string | undefined;
  #modifiedAtMs = 0;
  #held: Promise<void> | undefined;
  fault: Error | undefined;
  stats = 0;

  constructor(text: string | undefined) {
    this.#text = text;
  }

  write(text: string | undefined): void {
    this.#text = text;
    this.#modifiedAtMs++;
  }

  /** Answers only after the returned function was called. */
  holdBack(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  async stat() {
    this.stats++;
    await this.#held;
    if (this.fault !== undefined) throw this.fault;
    if (this.#text === undefined) throw new Deno.errors.NotFound("gone");
    return { isFile: true, sizeBytes: this.#text.length, modifiedAtMs: this.#modifiedAtMs, inode: 1 };
  }

  read() {
    return Promise.resolve(new TextEncoder().encode(this.#text));
  }
}

async function startWatch(disk: FakeDisk, embeddedText?: string) {
  const clock = new ManualClock(NOW);
  const problems: string[] = [];
  const reloads: string[] = [];
  const watch = await createCalendarWatch({
    path: "h.json",
    embeddedText,
    frame: DEFAULT_DAY_FRAME,
    clock,
    disk,
    onReload: (status) => reloads.push(status.source),
    onProblem: (problem) => problems.push(problem),
  });
  const checkLater = async () => {
    await clock.advance(30_000);
    return await watch.check();
  };
  const isOpen = (date: string) => watch.current().sessionOn(dayOf(date)) !== undefined;
  return { clock, watch, problems, reloads, checkLater, isOpen };
}

Deno.test("A changed file is taken over at the next look, and the next poll moves with it", async () => {
  const disk = new FakeDisk(PLAIN);
  const { watch, reloads, checkLater } = await startWatch(disk);
  const next = () => toKstIso(nextTickAfter(watch.current(), DEFAULT_POLL_STEPS, Date.parse(NOW)).atMs);
  assert.equal(next(), "2026-03-16T07:00:00+09:00");
  disk.write(CHANGED);
  assert.equal(await checkLater(), true);
  assert.equal(next(), "2026-03-17T07:00:00+09:00");
  assert.deepEqual(reloads, ["h.json"]);
});

Deno.test("The file is looked at by every check, but no more often than once a second", async () => {
  const disk = new FakeDisk(PLAIN);
  const { clock, watch } = await startWatch(disk);
  const atStart = disk.stats;
  for (let tenth = 0; tenth < 100; tenth++) {
    await clock.advance(100);
    await watch.check();
  }
  assert.equal(disk.stats - atStart, 10);
});

Deno.test("Checks share one look as long as the disk has not answered, however long that takes", async () => {
  const disk = new FakeDisk(PLAIN);
  const { clock, watch } = await startWatch(disk);
  const atStart = disk.stats;
  disk.write(CHANGED);
  const answer = disk.holdBack();
  await clock.advance(30_000);
  const first = watch.check();
  await clock.advance(60_000);
  const second = watch.check();
  answer();
  assert.deepEqual(await Promise.all([first, second]), [true, true]);
  assert.equal(disk.stats - atStart, 2); // one to see the change, one beside the reading
});

Deno.test("An unchanged file keeps the same calendar object", async () => {
  const { watch, checkLater } = await startWatch(new FakeDisk(PLAIN));
  const before = watch.current();
  assert.equal(await checkLater(), false);
  assert.equal(watch.current(), before);
});

Deno.test("A bad file keeps the old calendar and tells the problem once, until a good one comes", async () => {
  const disk = new FakeDisk(CHANGED);
  const { watch, problems, checkLater, isOpen } = await startWatch(disk);
  disk.write(`["2026/01/01"]`);
  assert.equal(await checkLater(), false);
  assert.equal(await checkLater(), false);
  assert.equal(isOpen("2026-03-16"), false);
  assert.equal(problems.length, 1);
  assert.match(watch.status(Date.parse(NOW)).problem ?? "", /line 1: "2026\/01\/01".*stays in use$/);
  disk.write(PLAIN);
  assert.equal(await checkLater(), true);
  assert.equal(isOpen("2026-03-16"), true);
  assert.equal(watch.status(Date.parse(NOW)).problem, undefined);
});

Deno.test("A file that disappears keeps the old calendar, and is read again when it is back unchanged", async () => {
  const disk = new FakeDisk(PLAIN);
  const { watch, problems, checkLater } = await startWatch(disk);
  disk.fault = new Deno.errors.NotFound("gone");
  await checkLater();
  assert.match(problems[0] ?? "", /no such file/);
  disk.fault = undefined;
  assert.equal(await checkLater(), true);
  assert.equal(watch.status(Date.parse(NOW)).problem, undefined);
});

Deno.test("A file that cannot be read for a while is a problem, not a rejection", async () => {
  const disk = new FakeDisk(PLAIN);
  const { problems, checkLater } = await startWatch(disk);
  disk.fault = new Deno.errors.PermissionDenied("no");
  assert.equal(await checkLater(), false);
  assert.match(problems[0] ?? "", /cannot be read \(no\)/);
});

Deno.test("A missing default file falls back to the built-in text, without a problem, and is followed later", async () => {
  const disk = new FakeDisk(undefined);
  const { watch, problems, checkLater, isOpen } = await startWatch(disk, HOLIDAYS_TEXT);
  assert.equal(watch.status(Date.parse(NOW)).source, EMBEDDED_SOURCE);
  assert.equal(await checkLater(), false);
  assert.deepEqual(problems, []);
  disk.write(CHANGED);
  assert.equal(await checkLater(), true);
  assert.equal(isOpen("2026-03-16"), false);
});

Deno.test("A missing file without a built-in text ends the start with an error that says so", async () => {
  await assert.rejects(
    startWatch(new FakeDisk(undefined)),
    (error) => error instanceof CalendarFileError && error.missing && error.message.includes("h.json"),
  );
});

Deno.test("A bad file ends the start even where a built-in text is at hand", async () => {
  await assert.rejects(startWatch(new FakeDisk("{"), HOLIDAYS_TEXT), CalendarFileError);
});

for (const path of ["/", "/dev/zero", "/no/such/file.json"]) {
  Deno.test(`The path ${path} is refused as a calendar`, async () => {
    const loading = loadCalendar(path, { frame: DEFAULT_DAY_FRAME, disk: systemDisk });
    await assert.rejects(loading, (error) => error instanceof CalendarFileError && error.path === path);
  });
}

const BYTES: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ["a file of more than a megabyte", new Uint8Array(1_000_001).fill(32), /1000001 bytes/],
  ["a file in UTF-16", new Uint8Array([0xff, 0xfe, 0x5b, 0x00, 0x5d, 0x00]), /not UTF-8/],
];
for (const [name, bytes, message] of BYTES) {
  Deno.test(`${name} is refused as a calendar`, async () => {
    const mark = { isFile: true, sizeBytes: 10, modifiedAtMs: 0, inode: 1 };
    const disk = { stat: () => Promise.resolve(mark), read: () => Promise.resolve(bytes) };
    await assert.rejects(loadCalendar("h.json", { frame: DEFAULT_DAY_FRAME, disk }), { message });
  });
}

Deno.test("A file that says it is too large is not read at all", async () => {
  const mark = { isFile: true, sizeBytes: 1_000_001, modifiedAtMs: 0, inode: 1 };
  const disk = { stat: () => Promise.resolve(mark), read: () => Promise.reject(new Error("was read")) };
  await assert.rejects(loadCalendar("h.json", { frame: DEFAULT_DAY_FRAME, disk }), {
    message: /1000001 bytes/,
  });
});

Deno.test("The delivered file is read from disk", async () => {
  const path = fileURLToPath(new URL("../../holidays.json", import.meta.url));
  const { loaded, mark } = await loadCalendar(path, { frame: DEFAULT_DAY_FRAME, disk: systemDisk });
  assert.equal(loaded.file.counts.closedWeekdays, 268);
  assert.ok(mark.sizeBytes > 10_000 && (mark.modifiedAtMs ?? 0) > 0);
});
