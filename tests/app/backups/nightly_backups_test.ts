import assert from "node:assert/strict";
import type { AskNightly, NightlyOutcome, PlaceOutcome } from "../../../src/app/backups/outcome.ts";
import { createNightlyBackups } from "../../../src/app/backups/nightly_backups.ts";
import { openStore, type Store } from "../../../src/app/data/store.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { recordingLog } from "../../support/client_parts.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const MADE: PlaceOutcome = { kind: "made", file: "x.db", bytes: 4_096, kept: 1, removed: [], ahead: [] };
const FAILED: PlaceOutcome = { kind: "failed", fault: "no_room", text: "1 MB is free" };

interface Nights {
  readonly clock: ManualClock;
  readonly asked: string[];
  readonly log: ReturnType<typeof recordingLog>;
  answer: NightlyOutcome;
}

const parts = () => ({
  clock: new ManualClock("2026-11-20T10:00:00+09:00"),
  asked: [] as string[],
  log: recordingLog(),
  answer: { own: MADE, second: MADE } as NightlyOutcome,
});

function create(
  nights: Nights,
  store: Store,
  options: {
    secondDir?: string;
    isOn?: boolean;
    mode?: "live" | "demo";
    ask?: AskNightly;
    dataDir?: string;
  } = {},
) {
  const { secondDir, isOn = true, mode = "live", dataDir = "data" } = options;
  const { clock, log } = nights;
  return createNightlyBackups({
    config: {
      ...{ dataDir, sqlite: { driver: "node", library: undefined } },
      backup: { isOn, secondDir },
    },
    runtime: { clock, log, mode },
    databases: store,
    ask: options.ask ?? ((_, { places }) => {
      nights.asked.push(places.join("+"));
      return Promise.resolve(nights.answer);
    }),
  });
}

/** Wakes as the poll loop does. */
async function pass(nights: Nights, backups: ReturnType<typeof create>, until: string): Promise<void> {
  const untilMs = Date.parse(`${until}+09:00`);
  while (nights.clock.now() < untilMs) {
    await nights.clock.advance(Math.min(5 * MINUTE_MS, untilMs - nights.clock.now()));
    backups.onWake();
    await backups.settled();
  }
}

async function withStore(work: (store: Store, nights: ReturnType<typeof parts>) => Promise<void>) {
  using temp = makeTempDir();
  const nights = parts();
  await using store = await openStore({ dir: temp.path, clock: nights.clock });
  await work(store, nights);
}

Deno.test("a copy is made after 20:05, once a night, and is shown with its age", () =>
  withStore(async (store, nights) => {
    await using backups = create(nights, store);
    await pass(nights, backups, "2026-11-20T20:04:00");
    assert.deepEqual(nights.asked, []);
    const before = backups.view(nights.clock.now());
    assert.equal(before.own?.goodAtMs, undefined);
    assert.equal(before.nextAtMs, Date.parse("2026-11-20T20:05:00+09:00"));
    await pass(nights, backups, "2026-11-21T10:00:00");
    assert.deepEqual(nights.asked, ["own"]);
    const { own, second } = backups.view(nights.clock.now());
    assert.equal(own?.goodAtMs, Date.parse("2026-11-20T20:09:00+09:00"));
    assert.deepEqual([own?.bytes, own?.kept, own?.fault, second], [4_096, 1, undefined, undefined]);
    assert.deepEqual(nights.log.lines.map(({ event }) => event), ["backup_made"]);
  }));

Deno.test("copies of a time to come and a folder that somebody else writes into are told in the log", () =>
  withStore(async (store, nights) => {
    await using backups = create(nights, store, { secondDir: "/mnt/usb" });
    const told = { ...MADE, ahead: ["signal_v2-nightly-20270301-200500.db"], left: "/mnt/usb/signal_v2-1" };
    nights.answer = { own: MADE, second: told };
    await pass(nights, backups, "2026-11-20T21:00:00");
    const [, , ahead, left] = nights.log.lines;
    assert.deepEqual([ahead?.level, ahead?.event], ["warning", "backup_ahead"]);
    assert.match(
      ahead?.message ?? "",
      /not counted among the nights .*: signal_v2-nightly-20270301-200500\.db$/,
    );
    assert.deepEqual([left?.level, left?.event], ["warning", "backup_new_folder"]);
    assert.match(left?.message ?? "", /writes into \/mnt\/usb\/signal_v2-1:/);
  }));

Deno.test("a copy that failed is tried again every half hour, and only where it failed", () =>
  withStore(async (store, nights) => {
    await using backups = create(nights, store, { secondDir: "/mnt/usb" });
    nights.answer = { own: MADE, second: FAILED };
    await pass(nights, backups, "2026-11-20T21:00:00");
    assert.deepEqual(nights.asked, ["own+second", "second"]);
    assert.equal(backups.view(nights.clock.now()).second?.fault, "no_room");
    assert.equal(backups.view(nights.clock.now()).own?.fault, undefined);
    nights.answer = { second: MADE };
    await pass(nights, backups, "2026-11-20T23:00:00");
    assert.deepEqual(nights.asked, ["own+second", "second", "second"]);
    assert.equal(backups.view(nights.clock.now()).second?.fault, undefined);
  }));

Deno.test("a try that failed takes nothing from the last good copy", () =>
  withStore(async (store, nights) => {
    await using backups = create(nights, store);
    await pass(nights, backups, "2026-11-21T08:00:00");
    nights.answer = { own: FAILED };
    await pass(nights, backups, "2026-11-21T20:06:00");
    const { own } = backups.view(nights.clock.now());
    assert.equal(own?.fault, "no_room");
    assert.equal(own?.goodAtMs, Date.parse("2026-11-20T20:05:00+09:00"));
  }));

Deno.test("what is owed and what was made outlive a restart; the copy waits until the program has begun", () =>
  withStore(async (store, nights) => {
    {
      await using backups = create(nights, store);
      await pass(nights, backups, "2026-11-20T20:06:00");
    }
    await nights.clock.advance(36 * 60 * MINUTE_MS);
    await using backups = create(nights, store);
    assert.equal(backups.view(nights.clock.now()).own?.goodAtMs, Date.parse("2026-11-20T20:05:00+09:00"));
    backups.onWake();
    await nights.clock.advance(MINUTE_MS);
    backups.onWake();
    await backups.settled();
    assert.deepEqual(nights.asked, ["own"]);
    await nights.clock.advance(MINUTE_MS);
    backups.onWake();
    await backups.settled();
    assert.deepEqual(nights.asked, ["own", "own"]);
  }));

Deno.test("a backup that somebody made by hand is seen while the copies of the night fail", () =>
  withStore(async (store, nights) => {
    const dataDir = Deno.makeTempDirSync();
    try {
      nights.answer = { own: FAILED };
      await using backups = create(nights, store, { dataDir });
      await pass(nights, backups, "2026-11-20T20:06:00");
      assert.equal(backups.view(nights.clock.now()).own?.byHandAtMs, undefined);
      const record = { at: "2026-11-20T20:00:00+09:00", file: "/mnt/x.db" };
      Deno.writeTextFileSync(`${dataDir}/signal_v2.backup.json`, JSON.stringify(record));
      backups.onWake();
      assert.equal(backups.view(nights.clock.now()).own?.byHandAtMs, Date.parse(record.at));
    } finally {
      Deno.removeSync(dataDir, { recursive: true });
    }
  }));

Deno.test("a second directory that is taken out of the settings is not told of any more", () =>
  withStore(async (store, nights) => {
    {
      await using backups = create(nights, store, { secondDir: "/mnt/usb" });
      nights.answer = { own: MADE, second: FAILED };
      await pass(nights, backups, "2026-11-20T20:06:00");
    }
    await using backups = create(nights, store);
    backups.onWake();
    await backups.settled();
    assert.equal(backups.view(nights.clock.now()).second, undefined);
    const back = create(nights, store, { secondDir: "/mnt/usb" });
    assert.equal(back.view(nights.clock.now()).second, undefined, "nothing is remembered of it");
    await back[Symbol.asyncDispose]();
  }));

Deno.test("switched off and in the demo no copy is made, and the view says that it is off", () =>
  withStore(async (store, nights) => {
    for (const options of [{ isOn: false }, { mode: "demo" as const }]) {
      await using backups = create(nights, store, options);
      await pass(nights, backups, "2026-11-20T20:30:00");
      assert.equal(backups.view(nights.clock.now()).isOn, false);
      nights.clock.setWall("2026-11-20T10:00:00+09:00");
    }
    assert.deepEqual(nights.asked, []);
  }));

Deno.test("a process that gives no answer is a failed copy, and one that ends with the service is owed still", () =>
  withStore(async (store, nights) => {
    {
      await using backups = create(nights, store, { ask: () => Promise.reject(new Error("it ended")) });
      await pass(nights, backups, "2026-11-20T20:06:00");
      assert.equal(backups.view(nights.clock.now()).own?.fault, "failed");
      assert.deepEqual(nights.log.lines.map(({ event, message }) => [event, message]), [
        ["backup_failed", "it ended"],
      ]);
    }
    const ask: AskNightly = (_, { signal }) =>
      new Promise((resolve) =>
        signal.addEventListener("abort", () => resolve({ own: FAILED }), { once: true })
      );
    const backups = create(nights, store, { ask });
    backups.onWake();
    await nights.clock.advance(2 * MINUTE_MS);
    backups.onWake();
    assert.equal(backups.view(nights.clock.now()).isRunning, true);
    await backups[Symbol.asyncDispose]();
    await using again = create(nights, store);
    assert.equal(again.view(nights.clock.now()).own?.fault, "failed", "of the try before");
  }));
