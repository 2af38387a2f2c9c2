import assert from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { DAY_MS, toKstIso } from "../../../src/core/kst.ts";
import { NOWHERE } from "../../../src/signals/outgoing.ts";
import type { NewSignal } from "../../../src/signals/signal_journal.ts";
import { signalOf } from "../../web/scripted_signals.ts";
import { createHome, runProgram } from "../../support/program.ts";
import { signalsOf } from "../../support/owned.ts";

const KST = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+09:00$/;

async function run(home: { dir: string }, args: readonly string[], input?: string) {
  const { code, out, text } = await runProgram(["signals", ...args], {
    ...home,
    ...(input === undefined ? {} : { input }),
  });
  return { code, out, text };
}

Deno.test("signals claim answers with the key as the store spells it, and with the end of the lease", async () => {
  await using home = await createHome();
  const won = await run(home, ["claim", " ａbc ", "BUY"]);
  assert.equal(won.code, 0, won.text);
  const answer = JSON.parse(won.text);
  assert.deepEqual([answer.ticker, answer.action, answer.won], ["ABC", "buy", true]);
  assert.match(answer.lease_until, KST);
  const leftMs = Date.parse(answer.lease_until) - Date.now();
  assert.ok(leftMs > 280_000 && leftMs <= 300_000, `${leftMs} ms`);
  const lost = await run(home, ["claim", "abc", "Buy"]);
  assert.equal(lost.code, 75);
  assert.deepEqual(JSON.parse(lost.text), {
    ticker: "ABC",
    action: "buy",
    won: false,
    claim_id: null,
    lease_until: null,
  });
});

Deno.test("signals claim - answers each line with the key as the store spells it, where there is one", async () => {
  await using home = await createHome();
  const { code, out, text } = await run(
    home,
    ["claim", "-"],
    "xyz Sell 0.5\nxyz SELL\nxyz Sell 7\nabc Hold\n",
  );
  assert.equal(code, 0, text);
  const answers = out.map((line) => JSON.parse(line));
  assert.deepEqual(
    answers.map(({ ticker, action, won }) => [ticker, action, won]),
    [["XYZ", "sell", true], ["XYZ", "sell", false], ["XYZ", "sell", false], ["abc", "Hold", false]],
  );
  assert.match(answers[0].lease_until, KST);
  assert.match(answers[2].error, /confidence/);
  assert.match(answers[3].error, /buy or sell/);
  assert.deepEqual(answers.map(({ code }) => code), [undefined, undefined, "invalid", "invalid"]);
});

Deno.test("signals claims shows the facts of an open claim, and none of a closed one; newest first", async () => {
  await using home = await createHome();
  const first = JSON.parse((await run(home, ["claim", "A", "buy", "--confidence", "0.82"])).text);
  const listed = async () => JSON.parse((await run(home, ["claims", "--json"])).text);
  const [open] = await listed();
  assert.match(open.claimed_at, KST);
  assert.deepEqual(open, {
    ticker: "A",
    action: "buy",
    state: "claimed",
    confidence: null,
    last_sent: null,
    claim_id: first.claim_id,
    claim_confidence: 0.82,
    claimed_at: open.claimed_at,
    lease_until: first.lease_until,
    actor: { kind: "cli", id: "signals" },
  });
  const table = await run(home, ["claims"]);
  assert.match(table.out[0] ?? "", /claim conf +claimed at +lease until +claim id$/);
  for (const fact of [first.claim_id, "0.82", open.claimed_at, first.lease_until]) {
    assert.ok(table.out[1]?.includes(fact), `${fact} in ${table.out[1]}`);
  }
  assert.equal((await run(home, ["confirm", first.claim_id])).code, 0);
  await run(home, ["claim", "B", "sell"]);
  const [newest, sent] = await listed();
  assert.deepEqual([newest.ticker, newest.state, newest.claim_confidence], ["B", "claimed", null]);
  assert.deepEqual([sent.ticker, sent.state, sent.confidence], ["A", "sent", 0.82]);
  assert.deepEqual([sent.claim_id, sent.claim_confidence, sent.claimed_at, sent.lease_until], [
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("--hours has one range and one sentence, and a wrong one touches no database", async () => {
  await using home = await createHome();
  for (const hours of ["0", "-1", "x", "", "Infinity", "8784.1"]) {
    const { code, text } = await run(home, ["claim", "A", "buy", `--hours=${hours}`]);
    assert.equal(code, 2, hours);
    assert.equal(text, "error: --hours must be a number above 0 and at most 8784, for example 24");
  }
  assert.deepEqual([...Deno.readDirSync(`${home.dir}/data`)], []);
  assert.equal((await run(home, ["claim", "A", "buy", "--hours=8784"])).code, 0);
  assert.equal((await run(home, ["claim", "B", "buy", "--hours", "0.5"])).code, 0);
});

Deno.test("signals tells of a sending in the future, claims nothing behind it, and forgets it only on a person's word", async () => {
  await using home = await createHome();
  const dir = `${home.dir}/data`;
  const ahead = { ...createSystemClock(), now: () => Date.now() + 365 * DAY_MS };
  {
    await using store = await openStore({ dir, clock: ahead });
    await signalsOf(store).record("A", "buy", 0.5);
    assert.ok(await signalsOf(store).claim({ ticker: "B", action: "sell" }));
  }
  const listed = await run(home, ["claims"]);
  assert.match(listed.text, /A +buy +sent, in the future[^]*B +sell +abandoned, in the future|B[^]*A/);
  const claimed = await run(home, ["claim", "C", "buy"]);
  assert.equal(claimed.code, 75);
  assert.match(claimed.text, /"won":false.*the database has rows of .* signals trust-clock --yes/);
  const asked = await run(home, ["forget", "A", "buy"]);
  assert.equal(asked.code, 2);
  assert.match(
    asked.text,
    /Nothing was changed: A buy may then be sent a second time; .* signals forget A buy --yes/,
  );
  assert.equal((await run(home, ["trust-clock"])).code, 2);
  assert.equal((await run(home, ["trust-clock", "--yes"])).code, 0);
  assert.equal((await run(home, ["claim", "C", "buy"])).code, 0);
  assert.equal((await run(home, ["claim", "A", "buy"])).code, 75);
  assert.equal((await run(home, ["forget", "A", "buy", "--yes"])).code, 0);
  assert.equal((await run(home, ["forget", "A", "buy", "--yes"])).code, 75);
  assert.equal((await run(home, ["claim", "A", "buy"])).code, 0);
  assert.equal((await run(home, ["claim", "B", "sell"])).code, 0, "its lease was of a year from now");
});

Deno.test("signals list shows what fired with its score and what became of it, of a day or a state, and tells scripts where claims are", async () => {
  await using home = await createHome();
  const nowMs = Date.now();
  {
    await using store = await openStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
    const of = (change: Partial<NewSignal>) => signalOf({ ...change, label: undefined });
    await store.signalJournalTo(NOWHERE).take("owner", {
      signals: [
        {
          kind: "begin",
          signal: of({ id: "01K0000000000000000000000A", firedAtMs: nowMs - DAY_MS }),
          request: { claim: { ticker: "005930", action: "buy", sinceMs: 0 }, decision: undefined },
        },
        {
          kind: "skip",
          reason: "stale",
          signal: of({
            id: "01K0000000000000000000000B",
            ref: "b",
            ticker: "035720",
            firedAtMs: nowMs + DAY_MS,
          }),
        },
      ],
    });
  }
  const all = await run(home, ["list"]);
  assert.match(all.out[0] ?? "", /number +ticker +name +action +rule +score +state +fired at/);
  assert.match(all.text, /035720 .* skipped \(stale\) .*, in the future/);
  assert.match(all.text, /S-\d{4}-\d\d +005930 +삼성전자 +buy +momentum +68/);
  const json = await run(home, ["list", "--json", "--state", "skipped"]);
  assert.deepEqual(
    JSON.parse(json.out.join("\n")).map(({ ticker, reason }: Record<string, unknown>) => [ticker, reason]),
    [["035720", "stale"]],
  );
  assert.match(json.text, /note: this lists signals; the claims are in `.*signals claims --json`/);
  const day = toKstIso(nowMs - DAY_MS).slice(0, 10);
  const ofDay = await run(home, ["list", "--day", day]);
  assert.ok(ofDay.text.includes("005930") && !ofDay.text.includes("035720"), ofDay.text);
  assert.equal((await run(home, ["list", "--day", "2001-01-01"])).text, "there is no such signal");
  assert.match((await run(home, ["list", "--day", "soon"])).text, /--day must be a day in Korea/);
});
