/** Sentences as the engine makes them, on a Korean page. */
import { doesNotMatch, match, strictEqual } from "node:assert/strict";
import { toErrorText } from "../../../src/core/errors.ts";
import { checkStrategy } from "../../../src/engine/host/checked_strategy.ts";
import type { WantedStrategy } from "../../../src/engine/strategy_store.ts";
import { toEndText } from "../../../src/lib/process/end_text.ts";
import { FILL_MODELS } from "../../../src/paper/fill_models/mod.ts";
import { toOldNameText, withOnCandle } from "../../../src/strategies/old_names.ts";
import { readStrategy, readStrategyRun } from "../../../src/strategies/strategy.ts";
import { toKoreanStrategyReason } from "../../../src/web/kit/strategy_reasons.ts";
import { createStrategyWeb, ScriptedStrategies, strategyOf } from "../scripted_strategies.ts";

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return toErrorText(error);
  }
  return "";
}

const WANTED: WantedStrategy = {
  ...{ id: "one", kind: "dca", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m", params: {} },
  ...{ money: {}, onStop: "leave", isActive: true, startAskedAtMs: undefined },
};
const check = (change: Partial<WantedStrategy>) =>
  errorOf(() =>
    checkStrategy({ ...WANTED, ...change }, { fillModels: FILL_MODELS, tickSizeOf: () => undefined })
  );
const end = (reason: string, stderr = "") => toEndText({ reason, stderr }, 128);
const both = { onCandle: () => {}, onBar: () => {} };

const SENTENCES: readonly (readonly [english: string, korean: RegExp])[] = [
  [toOldNameText("mine.ts", "x\nonBar()"), /^mine\.ts:2에 onBar가 있습니다.*0\.3–0\.9.*1\.0부터는 거절/],
  [errorOf(() => withOnCandle(both, () => {})), /^이 전략을 실행할 수 없음: .*onBar를 지우세요$/],
  [errorOf(() => readStrategyRun({})), /^이 전략을 실행할 수 없음: create\(\)가 돌려준 것이 전략이 아님/],
  [errorOf(() => readStrategy(3)), /^이 모듈을 전략으로 쓸 수 없음/],
  [`Cannot use /d/a.ts: ${errorOf(() => readStrategyRun(3))}`, /^\/d\/a\.ts를 쓸 수 없음: 이 전략을/],
  [check({ timeframe: "7x" }), /^7x는 봉 간격이 아님$/],
  [check({ symbol: "BTC" }), /^BTC은\(는\) BTC\/KRW 같은 시장이 아님$/],
  [check({ money: { feeRate: -1 } }), /^money\.feeRate은\(는\) 0부터 0\.5까지의 수여야 함$/],
  [check({ money: { startCash: 0 } }), /^money\.startCash은\(는\) 0보다 크고 10+ 이하인 수여야 함$/],
  [check({ money: { tickSize: "0.0.1" } }), /^money\.tickSize.*[가-힣]/],
  [check({ money: { allowShort: 1 } }), /^money\.allowShort은\(는\) true나 false여야 함$/],
  [check({ money: { cash: 1 } }), /^money에 없는 칸: cash\. 쓸 수 있는 것: startCash/],
  [
    `it ended too often, the last time with: ${end("exit code 3")}`,
    /^프로세스가 너무 자주 끝남\. 마지막 이유: 스스로 프로세스를 끝냄 \(종료 코드 3\)$/,
  ],
  ["it was started anew", /^새로 시작됨$/],
  ["no new bar for 3 min", /^3분 동안 새 봉이 없음$/],
  [check({ money: { fillModel: "none" } }), /^체결 방식 none이\(가\) 없음/],
  [
    end("exit code 3", "Uncaught Error: of: mine"),
    /^스스로 프로세스를 끝냄 \(종료 코드 3\): Uncaught Error: of: mine$/,
  ],
  [end("exit code 3"), /^스스로 프로세스를 끝냄 \(종료 코드 3\)$/],
  [end("signal SIGKILL"), /^시스템이나 사람이 강제로 끝냄/],
  [end("signal SIGTERM"), /^밖에서 끝냄 \(SIGTERM\)$/],
  [end("signal SIGSEGV"), /^비정상 종료 \(SIGSEGV\)$/],
  [
    `its process ended too often, the last time: ${end("signal SIGABRT", "heap out of memory")}`,
    /^프로세스가 너무 자주 끝남\. 마지막 이유: 메모리를 128 MB 넘게 씀$/,
  ],
];
for (const [english, korean] of SENTENCES) {
  Deno.test(`a strategy's reason in Korean: ${english}`, () =>
    match(toKoreanStrategyReason(english), korean));
}

Deno.test("what nobody has translated stays as it is", () => {
  strictEqual(toKoreanStrategyReason("its user said so"), "its user said so");
});

Deno.test("a page shows reason and warning in its own language", async () => {
  const change = {
    state: "parked",
    detail: "Cannot use /d/mine.ts: there is no such file",
    warning: toOldNameText("/d/mine.ts", "onBar()"),
  } as const;
  const web = createStrategyWeb({ strategies: new ScriptedStrategies([strategyOf(change)]) });
  const ko = await web.textOf("/strategies/btc_ma");
  match(ko, /\/d\/mine\.ts를 쓸 수 없음: 그런 파일이 없음/);
  match(ko, /\/d\/mine\.ts:1에 onBar가 있습니다/);
  doesNotMatch(ko, /Cannot use|is called onCandle now/);
  const en = await web.textOf("/strategies/btc_ma?lang=en");
  match(en, /Cannot use \/d\/mine\.ts: there is no such file/);
  match(en, /is called onCandle now/);
});

Deno.test("the reason of advice is said in the language of the page, and an old sentence as it was", async () => {
  const reason = { key: "rsi", value: 68.6, relation: "above", limit: 62 } as const;
  const { lastAdvice } = strategyOf();
  const advice = lastAdvice === undefined ? undefined : { ...lastAdvice, reason };
  const web = createStrategyWeb({ strategies: new ScriptedStrategies([strategyOf({ lastAdvice: advice })]) });
  for (const path of ["/strategies", "/strategies/btc_ma"]) {
    match(await web.textOf(path), /RSI 68\.6 &gt; 62 \(기준 위\)/);
    match(await web.textOf(`${path}?lang=en`), /The RSI is 68\.6, above 62\./);
  }
  const page = await web.textOf("/strategies/btc_ma");
  match(page, /EMA 10봉 평균이 30봉 평균 위로 올라감/);
  match(page, /It fell below\./, "as an earlier version stored it");
});
