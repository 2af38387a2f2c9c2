import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { DAY_MS, kstDayOf } from "../../../src/core/kst.ts";
import { toFailedSample } from "../../../src/stock/history/sample.ts";
import { openHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";
import { createHistoryDay } from "../../support/history_day.ts";
import { createHome, runProgram } from "../../support/program.ts";

const START_MS = Date.parse("2024-11-20T10:00:00+09:00");

/** The day before is sealed, the day itself open, with a gap at its end. */
async function createFilledHome() {
  const home = await createHome();
  await using store = await openHistoryStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
  for (const startMs of [START_MS - DAY_MS, START_MS]) {
    for (const [source, samples] of createHistoryDay({ seed: 5, startMs, polls: 3 })) {
      for (const sample of samples) await store.add(source, sample);
    }
    await store.sealBefore(kstDayOf(START_MS));
  }
  await store.add("portfolio", toFailedSample("timeout", START_MS + 180_000));
  return home;
}

Deno.test("history list says which days there are, their bytes and their gaps", async () => {
  await using home = await createFilledHome();
  const { code, out } = await runProgram(["history", "list"], home);
  strictEqual(code, 0);
  match(out[0] ?? "", /^day +source +polls +gaps +bytes +state$/);
  assertTrue(out.some((line) => /^2024-11-19 +portfolio +3 +0 +[\d,]+ +sealed$/.test(line)), out.join("\n"));
  assertTrue(out.some((line) => /^2024-11-20 +portfolio +4 +1 +[\d,]+ +open$/.test(line)), out.join("\n"));
  match(out.at(-1) ?? "", /^2 days, [\d,]+ bytes in data\/history\.db$/);
  const { days } = JSON.parse((await runProgram(["history", "list", "--json"], home)).text);
  strictEqual(days.length, 6);
});

Deno.test("history show prints every poll of a day, and the rows of one poll with both of its times", async () => {
  await using home = await createFilledHome();
  const day = await runProgram(["history", "show", "portfolio", "--day", "2024-11-20"], home);
  strictEqual(day.out.length, 5);
  match(day.out[1] ?? "", /^10:00:0\d +2024-11-20T10:00:00\+09:00 +20 +KRW /);
  match(day.out[4] ?? "", /^10:03:00 +- +gap: timeout/);
  const show = (...more: string[]) =>
    runProgram(["history", "show", "portfolio", "--day", "2024-11-19", ...more], home);
  const poll = await show("--at", "10:01");
  match(
    poll.out[0] ?? "",
    /^portfolio, polled 2024-11-19T10:01:0\d(\.\d+)?\+09:00, data of 2024-11-19T10:01:00\+09:00$/,
  );
  match(poll.out[2] ?? "", /ticker.*quantity.*pnl_pct/);
  strictEqual(poll.out.length, 3 + 20);
  const shown = JSON.parse((await show("--at", "11:00", "--json")).text);
  match(shown.fetched_at, /^2024-11-19T10:02:0/);
  strictEqual(shown.rows.length, 20);
  assertTrue(Number.isInteger(shown.rows[0].avg_price));
});

Deno.test("history show tells a gap as a gap, and where it has nothing it says what there is", async () => {
  await using home = await createFilledHome();
  const show = (...args: string[]) => runProgram(["history", "show", ...args], home);
  const gap = await show("portfolio", "--day", "2024-11-20", "--at", "10:03");
  match(gap.text, /gap: the poll failed \(timeout\); what the rows were is not known/);
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [["portfolio", "--day", "2024-11-18"], /no polls of portfolio on 2024-11-18; .*history list/],
    [
      ["portfolio", "--day", "2024-11-31"],
      /--day must be a day in Korea like 2026-11-20, received "2024-11-31"/,
    ],
    [["portfolio", "--day", "2024-11-20", "--at", "25:00"], /--at must be a time of day in Korea like 10:30/],
    [
      ["portfolio", "--day", "2024-11-20", "--at", "09:00"],
      /no poll up to 09:00 .* first was at 2024-11-20T10:00/,
    ],
    [["stocks", "--day", "2024-11-20"], /portfolio, news_sentiment, screener_preview/],
  ];
  for (const [args, sentence] of refusals) {
    const { code, text } = await show(...args);
    strictEqual(code, 2, args.join(" "));
    match(text, sentence);
  }
});

Deno.test("history export writes a line a poll, of the days and the source that are asked for", async () => {
  await using home = await createFilledHome();
  const lines = async (...args: string[]) =>
    (await runProgram(["history", "export", ...args], home)).out.map((line) => JSON.parse(line));
  strictEqual((await lines()).length, 19);
  const news = await lines("news_sentiment", "--from", "2024-11-20", "--to", "2024-11-20");
  deepStrictEqual(news.map(({ source, gap, total }) => [source, gap, total]), [
    ["news_sentiment", null, 50],
    ["news_sentiment", null, 50],
    ["news_sentiment", null, 50],
  ]);
  match(news[0].rows[0].at, /^2024-11-20T\d\d:\d\d:00\+09:00$/);
  const wrong = await runProgram(["history", "export", "--from", "2024-11-21", "--to", "2024-11-20"], home);
  strictEqual(wrong.code, 2);
});

Deno.test("history prune removes what is older than a day, and nothing for a day that has not come", async () => {
  await using home = await createFilledHome();
  const prune = (before: string) => runProgram(["history", "prune", "--before", before], home);
  strictEqual((await prune("2099-01-01")).code, 2);
  match((await prune("2024-11-20")).text, /^1 day before 2024-11-20 removed, 9 polls$/);
  match((await prune("2024-11-20")).text, /^0 days before/);
  const { days } = JSON.parse((await runProgram(["history", "list", "--json"], home)).text);
  deepStrictEqual([...new Set(days.map(({ day }: { day: string }) => day))], ["2024-11-20"]);
});

Deno.test("history list of a new directory says that nothing is kept yet", async () => {
  await using home = await createHome();
  match((await runProgram(["history", "list"], home)).text, /^no polls are kept yet/);
});
