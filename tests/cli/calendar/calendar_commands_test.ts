import assert from "node:assert/strict";
import { readKnown } from "../../support/known.ts";
import { createHome, runProgram } from "../../support/program.ts";

interface Expected {
  readonly phase: string;
  readonly due: boolean;
  readonly next_ms: number;
}

interface Row {
  readonly id: string;
  readonly instant: string;
  readonly aligned_special: Expected;
}

/** Every fifth row, so that each kind of day is among them. */
const rows = readKnown<readonly Row[]>("polls_at.json").filter((_row, i) => i % 5 === 0);

async function ask(args: readonly string[]) {
  await using home = await createHome();
  return await runProgram(["calendar", ...args], { dir: home.dir });
}

Deno.test({
  name: "calendar at agrees with the known polls, asked through the real program",
  async fn() {
    assert.ok(rows.length >= 5);
    for (const { id, instant, aligned_special: expected } of rows) {
      const { code, out } = await ask(["at", instant, "--json"]);
      assert.equal(code, 0, id);
      const answer: { phase: string; due: boolean; next_poll_at: string } = JSON.parse(out.join("\n"));
      assert.deepEqual(
        { phase: answer.phase, due: answer.due, next_ms: Date.parse(answer.next_poll_at) },
        { phase: expected.phase, due: expected.due, next_ms: expected.next_ms },
        `${id} ${instant}`,
      );
    }
  },
});

Deno.test("calendar sessions lists the exam week with its late day, as JSON and for people", async () => {
  const args = ["sessions", "--from", "2025-11-12", "--to", "2025-11-16"];
  const [json, text] = await Promise.all([ask([...args, "--json"]), ask(args)]);
  assert.deepEqual(JSON.parse(json.out.join("\n")), [
    { date: "2025-11-12", open: "2025-11-12T09:00:00+09:00", close: "2025-11-12T15:30:00+09:00" },
    { date: "2025-11-13", open: "2025-11-13T10:00:00+09:00", close: "2025-11-13T16:30:00+09:00" },
    { date: "2025-11-14", open: "2025-11-14T09:00:00+09:00", close: "2025-11-14T15:30:00+09:00" },
  ]);
  assert.equal(text.out.at(-1), "3 sessions in 5 days");
});

Deno.test("calendar at names the holiday of a closed weekday", async () => {
  const { out } = await ask(["at", "2026-12-25T10:00:00+09:00", "--json"]);
  const { phase, session, closure } = JSON.parse(out.join("\n"));
  assert.deepEqual([phase, session], ["closed", null]);
  assert.match(closure.name, /Christmas/);
});

Deno.test("calendar count adds up the polls of a year", async () => {
  const { out } = await ask(["count", "--year", "2026", "--json"]);
  const { sessions, pre, market, post, total } = JSON.parse(out.join("\n"));
  assert.equal(pre + market + post, total);
  assert.ok(sessions > 230 && sessions < 260, `${sessions} sessions`);
  // The first session of the year opens an hour late.
  assert.equal(market, sessions * 390 - 60);
});

Deno.test("calendar status tells the file, its coverage and its level as JSON", async () => {
  const { code, out } = await ask(["status", "--json"]);
  assert.equal(code, 0);
  const status = JSON.parse(out.join("\n"));
  assert.equal(status.source, "holidays.json");
  assert.equal(typeof status.days_left, "number");
  assert.equal(typeof status.level, "string");
});

Deno.test("a calendar question that cannot be answered ends with code 2 and an example", async () => {
  const { code, err } = await ask(["at", "2026-03-11"]);
  assert.equal(code, 2);
  assert.deepEqual(err.length, 1);
  assert.match(err[0] ?? "", /2026-03-11T09:00:00\+09:00/);
});
