import assert from "node:assert/strict";
import { dirname } from "node:path";
import { makeNightly, type NightlyOptions } from "../../../src/app/backups/make_nightly.ts";
import { readInstallation } from "../../../src/app/backups/installation.ts";
import { listSecondFolders, openSecondFolder } from "../../../src/app/backups/second_place.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { openHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { signalsOf } from "../../support/owned.ts";

const MARK = "signal_v2.installation.json";
const START = "2026-11-20T20:05:00+09:00";
/** Of copies, and not of marks. */
const names = (dir: string) =>
  [...Deno.readDirSync(dir)].map(({ name }) => name).filter((name) => !name.startsWith(".")).toSorted();
/** Of this installation, in the second directory. */
const secondOf = ({ dir, second }: { readonly dir: string; readonly second: string }) =>
  `${second}/signal_v2-${readInstallation(dir)?.id}`;
const EVERYWHERE = ["own", "second"] as const;

async function fill(dir: string, clock: ManualClock): Promise<void> {
  await using store = await openStore({ dir, clock });
  await signalsOf(store).record("005930", "buy", 0.5);
  await using _history = await openHistoryStore({ dir, clock: clock.real });
}

async function createPlace(change: Partial<NightlyOptions> = {}) {
  const temp = makeTempDir();
  const second = makeTempDir();
  const clock = new ManualClock(START);
  await fill(temp.path, clock);
  const options: NightlyOptions = {
    ...{ dir: temp.path, secondDir: undefined, places: ["own"], keep: 14, clock },
    freeBytes: () => 10_000_000_000,
    ...change,
  };
  return {
    ...{ dir: temp.path, folder: `${temp.path}/backups`, second: second.path, clock, options },
    [Symbol.dispose]() {
      temp[Symbol.dispose]();
      second[Symbol.dispose]();
    },
  };
}

Deno.test("the copy of a night has a name of its own, its history beside it, and opens whole", async () => {
  using place = await createPlace();
  const { own } = await makeNightly(place.options);
  assert.ok(own?.kind === "made");
  assert.deepEqual(names(place.folder), [
    "signal_v2-nightly-20261120-200500.db",
    "signal_v2-nightly-20261120-200500.history.db",
  ]);
  const sizes = names(place.folder).map((name) => Deno.statSync(`${place.folder}/${name}`).size);
  assert.equal(own.bytes, sizes.reduce((sum, size) => sum + size, 0));
  const db = openDatabase(own.file);
  assert.equal(db.prepare("SELECT count(*) FROM signal_dedup").rows()[0]?.[0], 1);
  db.close();
});

Deno.test("fourteen nights are kept, with their histories; a backup made by hand is never removed", async () => {
  using place = await createPlace();
  Deno.mkdirSync(place.folder, { recursive: true });
  Deno.writeTextFileSync(`${place.folder}/signal_v2-20200101-000000.db`, "by hand");
  for (let night = 0; night < 16; night++) {
    const { own } = await makeNightly(place.options);
    assert.ok(own?.kind === "made");
    assert.equal(own.kept, Math.min(night + 1, 14));
    await place.clock.advance(DAY_MS);
  }
  const nights = names(place.folder).filter((name) => name.includes("nightly"));
  assert.equal(nights.length, 28);
  assert.equal(nights[0], "signal_v2-nightly-20261122-200500.db");
  assert.ok(names(place.folder).includes("signal_v2-20200101-000000.db"));
});

Deno.test("a clock that was set back removes no copy that was just made", async () => {
  using place = await createPlace({ keep: 2 });
  await makeNightly(place.options);
  await place.clock.advance(DAY_MS);
  await makeNightly(place.options);
  place.clock.setWall("2026-01-01T20:05:00+09:00");
  const { own } = await makeNightly(place.options);
  assert.ok(own?.kind === "made");
  assert.deepEqual(own.removed, []);
  assert.ok(names(place.folder).includes("signal_v2-nightly-20260101-200500.db"));
});

Deno.test("copies that a clock dated that was ahead are told, and push out no real night", async () => {
  using place = await createPlace({ keep: 2, places: EVERYWHERE });
  const options = { ...place.options, secondDir: place.second };
  place.clock.setWall("2027-03-01T20:05:00+09:00");
  for (let night = 0; night < 2; night++) {
    await makeNightly(options);
    await place.clock.advance(DAY_MS);
  }
  place.clock.setWall(START);
  for (let night = 0; night < 3; night++) {
    const { own, second } = await makeNightly(options);
    for (const made of [own, second]) {
      assert.ok(made?.kind === "made");
      assert.deepEqual(made.ahead, [
        "signal_v2-nightly-20270302-200500.db",
        "signal_v2-nightly-20270301-200500.db",
      ]);
      assert.equal(made.kept, Math.min(night + 1, 2));
    }
    await place.clock.advance(DAY_MS);
  }
  for (const folder of [place.folder, secondOf(place)]) {
    const nights = names(folder).filter((name) => !name.includes("history"));
    assert.deepEqual(nights.map((name) => name.slice(18, 26)), [
      "20261121",
      "20261122",
      "20270301",
      "20270302",
    ]);
  }
});

Deno.test("the second directory gets the same copy, and keeps as many nights", async () => {
  using place = await createPlace({ keep: 2, places: EVERYWHERE });
  const options = { ...place.options, secondDir: place.second };
  for (let night = 0; night < 3; night++) {
    const { own, second } = await makeNightly(options);
    assert.ok(own?.kind === "made" && second?.kind === "made");
    assert.deepEqual(Deno.readFileSync(second.file), Deno.readFileSync(own.file));
    await place.clock.advance(DAY_MS);
  }
  assert.deepEqual(names(secondOf(place)), names(place.folder));
  assert.equal(names(secondOf(place)).length, 4);
});

Deno.test("a second directory that is not there is said and never made; the first copy is made all the same", async () => {
  using place = await createPlace({ places: EVERYWHERE });
  const secondDir = `${place.second}/usb`;
  const { own, second } = await makeNightly({ ...place.options, secondDir });
  assert.equal(own?.kind, "made");
  assert.ok(second?.kind === "failed");
  assert.equal(second.fault, "no_place");
  assert.match(second.text, /is the disk plugged in\?/);
  assert.deepEqual(names(place.second), []);
  // The disk is there again: it gets the copy of the night, and no other one is made for it.
  Deno.mkdirSync(secondDir);
  const later = await makeNightly({ ...place.options, secondDir, places: ["second"] });
  assert.equal(later.own, undefined);
  assert.equal(later.second?.kind, "made");
  assert.deepEqual(names(secondOf({ dir: place.dir, second: secondDir })), names(place.folder));
});

Deno.test("what a try that was cut off left in the second directory does not stop the next one", async () => {
  using place = await createPlace({ places: EVERYWHERE });
  const { folder } = openSecondFolder(place.dir, place.second);
  const draft = "signal_v2-nightly-20261119-200500.db.partial-3322dc21-bcba-447d-bc9e-bd64a82687ed";
  Deno.writeTextFileSync(`${folder}/${draft}`, "half");
  Deno.writeTextFileSync(`${folder}/signal_v2-nightly-20261120-200500.history.db`, "half of this night");
  const { second } = await makeNightly({ ...place.options, secondDir: place.second });
  assert.equal(second?.kind, "made");
  assert.deepEqual(names(folder), names(place.folder));
});

Deno.test("two installations with one second directory leave each other's copies alone, also when one is a copy of the other", async () => {
  using place = await createPlace({ keep: 1, places: EVERYWHERE });
  using other = await createPlace({ keep: 1, places: EVERYWHERE });
  const both = [place, other].map(({ options }) => ({ ...options, secondDir: place.second }));
  await makeNightly({ ...place.options, secondDir: place.second });
  Deno.copyFileSync(`${place.dir}/${MARK}`, `${other.dir}/${MARK}`);
  for (let night = 0; night < 2; night++) {
    for (const options of both) assert.equal((await makeNightly(options)).second?.kind, "made");
    for (const { clock } of [place, other]) await clock.advance(DAY_MS);
  }
  const night = "signal_v2-nightly-20261121-200500.db";
  assert.notEqual(readInstallation(place.dir)?.id, readInstallation(other.dir)?.id);
  for (const { dir } of [place, other]) {
    assert.ok(names(secondOf({ dir, second: place.second })).includes(night));
  }
  assert.deepEqual(names(place.second).length, 2);
});

Deno.test("a data directory that was moved or brought back keeps its folder in the second directory, and its fourteen nights", async () => {
  using place = await createPlace({ places: EVERYWHERE });
  using moved = await createPlace({ places: EVERYWHERE });
  const before = await makeNightly({ ...place.options, secondDir: place.second });
  assert.ok(before.second?.kind === "made");
  // By a copy, as to another disk: nothing of the file system stays the same.
  Deno.copyFileSync(`${place.dir}/${MARK}`, `${moved.dir}/${MARK}`);
  Deno.removeSync(`${place.dir}/${MARK}`);
  assert.deepEqual(listSecondFolders(moved.dir, place.second), [
    secondOf({ ...moved, second: place.second }),
  ]);
  await moved.clock.advance(DAY_MS);
  const { second } = await makeNightly({ ...moved.options, secondDir: place.second });
  assert.ok(second?.kind === "made");
  assert.deepEqual([dirname(second.file), second.kept], [dirname(before.second.file), 2]);
  assert.equal(second.left, undefined);
});

Deno.test("of two with the same mark the one that comes second says which folder it left, and goes on in its own", async () => {
  using place = await createPlace({ places: EVERYWHERE });
  using copied = await createPlace({ places: EVERYWHERE });
  const secondDir = place.second;
  await makeNightly({ ...place.options, secondDir });
  Deno.copyFileSync(`${place.dir}/${MARK}`, `${copied.dir}/${MARK}`);
  const shared = secondOf(place);
  await makeNightly({ ...place.options, secondDir });
  assert.ok(listSecondFolders(copied.dir, secondDir).includes(shared), "restore looks there still");
  const first = await makeNightly({ ...copied.options, secondDir });
  assert.ok(first.second?.kind === "made");
  assert.equal(first.second.left, shared);
  const next = await makeNightly({ ...copied.options, secondDir });
  assert.ok(next.second?.kind === "made");
  assert.deepEqual([next.second.left, next.second.kept], [undefined, 2]);
  assert.notEqual(dirname(next.second.file), shared);
});

Deno.test("a night that was cut off after the turn was noted is no other installation", async () => {
  using place = await createPlace({ places: EVERYWHERE });
  const secondDir = place.second;
  await makeNightly({ ...place.options, secondDir });
  const folder = secondOf(place);
  const turn = Deno.readTextFileSync(`${folder}/.turn`);
  openSecondFolder(place.dir, secondDir);
  Deno.writeTextFileSync(`${folder}/.turn`, turn);
  assert.deepEqual(openSecondFolder(place.dir, secondDir), { folder, left: undefined });
});

Deno.test("copies of 0.5 in the second directory itself go on in the folder of whoever made them, and nobody else's", async () => {
  using place = await createPlace({ places: EVERYWHERE });
  await makeNightly({ ...place.options, places: ["own"] });
  for (const name of names(place.folder)) {
    Deno.copyFileSync(`${place.folder}/${name}`, `${place.second}/${name}`);
  }
  const foreign = "signal_v2-nightly-20260101-200500.db";
  Deno.writeTextFileSync(`${place.second}/${foreign}`, "of another one");
  await makeNightly({ ...place.options, secondDir: place.second, places: ["second"] });
  assert.deepEqual(names(place.second).filter((name) => name.endsWith(".db")), [foreign]);
  assert.deepEqual(names(secondOf(place)), names(place.folder));
});

Deno.test({
  name: "the folder of the first copy is no second place, whichever way it is written",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using place = await createPlace({ places: EVERYWHERE });
    Deno.mkdirSync(place.folder);
    Deno.symlinkSync(place.folder, `${place.second}/link`);
    for (
      const secondDir of [place.folder, place.dir, `${place.folder}/../backups/`, `${place.second}/link`]
    ) {
      const { own, second } = await makeNightly({ ...place.options, secondDir });
      assert.equal(own?.kind, "made");
      assert.ok(second?.kind === "failed", secondDir);
      assert.match(
        second.text,
        /is where the first copy is: set SIGNAL_V2_BACKUP_DIR to a directory on another disk/,
      );
    }
  },
});

Deno.test("restore looks into the folder of its own installation, and of every one when it has none any more", async () => {
  using place = await createPlace({ places: EVERYWHERE });
  using fresh = makeTempDir();
  await makeNightly({ ...place.options, secondDir: place.second });
  assert.deepEqual(listSecondFolders(place.dir, place.second), [secondOf(place)]);
  assert.deepEqual(listSecondFolders(fresh.path, place.second), [place.second, secondOf(place)]);
});

Deno.test("on a disk with too little room nothing is written, and the sentence says how much is needed", async () => {
  using place = await createPlace({ freeBytes: () => 99_000_000 });
  const { own } = await makeNightly(place.options);
  assert.ok(own?.kind === "failed");
  assert.equal(own.fault, "no_room");
  assert.match(own.text, /^99 MB are free for .*, and 101 MB are needed: free some space$/);
  assert.deepEqual(names(place.folder), []);
});

Deno.test("a damaged database is not copied over the nights before it", async () => {
  using place = await createPlace({ keep: 1 });
  await makeNightly(place.options);
  await place.clock.advance(DAY_MS);
  const file = Deno.openSync(`${place.dir}/signal_v2.db`, { write: true });
  file.seekSync(8_192, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(4_096).fill(0xa5));
  file.close();
  const { own } = await makeNightly(place.options);
  assert.ok(own?.kind === "failed");
  assert.equal(own.fault, "failed");
  assert.match(own.text, /is damaged/);
  assert.deepEqual(names(place.folder).filter((name) => !name.includes("history")), [
    "signal_v2-nightly-20261120-200500.db",
  ]);
});

Deno.test("drafts that a killed copy left are removed before the room is measured", async () => {
  using place = await createPlace();
  Deno.mkdirSync(place.folder, { recursive: true });
  const draft =
    `${place.folder}/signal_v2-nightly-20261119-200500.db.partial-3322dc21-bcba-447d-bc9e-bd64a82687ed`;
  Deno.writeTextFileSync(draft, "half");
  const freeBytes = () => names(place.folder).length === 0 ? 10_000_000_000 : 0;
  assert.equal((await makeNightly({ ...place.options, freeBytes })).own?.kind, "made");
});
