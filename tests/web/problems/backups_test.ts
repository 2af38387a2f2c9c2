import assert from "node:assert/strict";
import { DAY_MS } from "../../../src/core/kst.ts";
import { findBackupProblems } from "../../../src/web/problems/backups.ts";
import type { BackupPlaceView } from "../../../src/web/view.ts";
import { VIEW_NOW_MS } from "../../support/app_view.ts";

const find = (own: Partial<BackupPlaceView> | undefined, second?: Partial<BackupPlaceView>) => {
  const usual: BackupPlaceView = {
    ...{ sinceMs: VIEW_NOW_MS - 30 * DAY_MS, triedAtMs: VIEW_NOW_MS - DAY_MS, fault: undefined },
    ...{ goodAtMs: VIEW_NOW_MS - DAY_MS, bytes: 1, kept: 1 },
  };
  const backup = {
    ...{ isOn: true, isRunning: false, nextAtMs: undefined },
    own: own && { ...usual, ...own },
    second: second && { ...usual, ...second },
  };
  return findBackupProblems({ backup, nowMs: VIEW_NOW_MS });
};
const codes = (problems: ReturnType<typeof find>) =>
  problems.map(({ code, subject }) => `${code} ${subject}`);

Deno.test("a copy of last night is no problem, and neither is one that is not expected yet", () => {
  assert.deepEqual(find({}), []);
  assert.deepEqual(find(undefined), []);
  assert.deepEqual(find({ goodAtMs: undefined, sinceMs: VIEW_NOW_MS - 47 * 3_600_000 }), []);
});

Deno.test("a try that failed is a problem at once, two days without a copy another, each by its place", () => {
  assert.deepEqual(codes(find({ fault: "no_room" })), ["backup_failed own"]);
  assert.deepEqual(codes(find({ goodAtMs: VIEW_NOW_MS - 2 * DAY_MS - 1 })), ["backup_old own"]);
  assert.deepEqual(codes(find({ goodAtMs: undefined, sinceMs: VIEW_NOW_MS - 3 * DAY_MS })), [
    "backup_old own",
  ]);
  assert.deepEqual(codes(find({}, { fault: "no_place", goodAtMs: undefined })), [
    "backup_failed second",
    "backup_old second",
  ]);
});

Deno.test("a backup that somebody made by hand counts for the age, and not for the try that failed", () => {
  const old = { goodAtMs: VIEW_NOW_MS - 9 * DAY_MS, fault: "failed" as const };
  assert.deepEqual(codes(find(old)), ["backup_failed own", "backup_old own"]);
  assert.deepEqual(codes(find({ ...old, byHandAtMs: VIEW_NOW_MS - DAY_MS })), ["backup_failed own"]);
});

for (const fault of ["no_room", "no_place", "failed"] as const) {
  Deno.test(`a copy that failed with ${fault} says what to do, and no path`, () => {
    const [problem] = find({}, { fault });
    assert.match(problem?.ko ?? "", /^두 번째 폴더의 백업을 만들지 못했습니다\./);
    assert.match(problem?.en ?? "", /^The backup in the second directory could not be made/);
    assert.equal(problem?.severity, "warning");
  });
}

Deno.test("a copy that is old says since when, with the command that makes one", () => {
  const [problem] = find({ goodAtMs: VIEW_NOW_MS - 3 * DAY_MS });
  assert.equal(problem?.sinceMs, VIEW_NOW_MS - DAY_MS);
  assert.match(problem?.en ?? "", /for 3 d; .* backup$/);
  assert.match(problem?.ko ?? "", /3일 동안 없습니다.* backup$/);
});
