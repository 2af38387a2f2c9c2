import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Judge, JudgeAnswer } from "../../../src/signals/judges/judge.ts";
import type { StoredDay } from "../../../src/signals/replay/replay_day.ts";
import { simulate } from "../../../src/signals/replay/simulate.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { rule } from "../pipeline/pipeline_parts.ts";
import { NOW_MS, pollsAt, SESSION } from "../signal_parts.ts";

/** Three rounds of polls, a minute apart; the holding is at its stop and the share leads the screener in each. */
function dayOfPolls(): StoredDay {
  const rounds = [0, 1, 2].map((minute) => pollsAt(NOW_MS + minute * 60_000, {}));
  const of = (source: "portfolio" | "news_sentiment" | "screener_preview") =>
    rounds.flatMap((round) => round[source] ?? []);
  return {
    polls: {
      portfolio: of("portfolio"),
      news_sentiment: of("news_sentiment"),
      screener_preview: of("screener_preview"),
    },
    ...{ candles: new Map(), session: SESSION, openQuietMs: 300_000, peaks: new Map() },
    ...{ fromMs: NOW_MS - 43_200_000, toMs: NOW_MS + 43_200_000 },
  };
}

const CONFIRM: JudgeAnswer = { kind: "verdict", verdict: "CONFIRM", confidence: 86, reason: undefined };

async function run(
  kind: object,
  { ticker, untilMs = NOW_MS, answer = CONFIRM }: {
    ticker: string;
    untilMs?: number;
    answer?: JudgeAnswer;
  },
) {
  const asked: string[] = [];
  const judge: Judge = {
    id: "played",
    what: "says what the test says",
    ask: (question) => (asked.push(question.ticker), Promise.resolve(answer)),
  };
  const options = { owner: "owner", ticker, untilMs, judge, clock: new ManualClock(NOW_MS) };
  const signal = new AbortController().signal;
  return { ...await simulate(rule(kind), dayOfPolls(), { ...options, signal }), asked };
}

const MOMENTUM = { kind: "screener_momentum", minScore: 1 };

Deno.test("what would go out is marked as simulated and has no number of a real signal", async () => {
  const { found, judged, message, asked } = await run(MOMENTUM, { ticker: "005930" });
  deepStrictEqual([found?.outcome, judged?.state, judged?.judge], ["sent", "confirmed", "played"]);
  deepStrictEqual(
    [message?.isSimulated, message?.label, message?.kind, message?.judgement?.confidence],
    [true, "SIM", "signal", 86],
  );
  deepStrictEqual(asked, ["005930"]);
});

Deno.test("one that is rejected would not go out; a buy whose judge fails would be a note; a protective sell asks nobody", async () => {
  const reject: JudgeAnswer = { kind: "verdict", verdict: "REJECT", confidence: 70, reason: "no" };
  const rejected = await run(MOMENTUM, { ticker: "005930", answer: reject });
  deepStrictEqual([rejected.judged?.state, rejected.message], ["rejected", undefined]);
  const failed = await run(MOMENTUM, {
    ticker: "005930",
    answer: { kind: "error", error: "unreachable" },
  });
  deepStrictEqual([failed.judged?.state, failed.message?.kind], ["unjudged", "not_judged"]);
  const sell = await run({ kind: "holding_stop" }, { ticker: "035720" });
  deepStrictEqual([sell.message?.signalClass, sell.judged, sell.asked], ["sell_protective", undefined, []]);
});

Deno.test("only what was known by then counts: later polls are not looked at, and an earlier firing makes it a repetition", async () => {
  const before = await run({ kind: "holding_stop" }, { ticker: "035720", untilMs: NOW_MS - 1 });
  deepStrictEqual([before.found, before.earlier], [undefined, 0]);
  const first = await run({ kind: "holding_stop" }, { ticker: "035720", untilMs: NOW_MS + 59_999 });
  deepStrictEqual([first.found?.outcome, first.found?.atMs], ["sent", NOW_MS]);
  const second = await run({ kind: "holding_stop" }, { ticker: "035720", untilMs: NOW_MS + 60_000 });
  deepStrictEqual([second.found?.outcome, second.earlier, second.firstSentAtMs], ["duplicate", 1, NOW_MS]);
  strictEqual(second.message, undefined);
  const other = await run({ kind: "holding_stop" }, { ticker: "000660" });
  deepStrictEqual([other.found, other.message], [undefined, undefined]);
});
