/** Alarms in sentences: nobody reads parameters, and none says that it rings once when it rings each time. */
import { deepStrictEqual } from "node:assert/strict";
import { toAlertWords } from "../../src/commands/alerts/alert_words.ts";

const of = (indicator: string, params: Readonly<Record<string, number>> = {}) => ({ indicator, params });

function say(kind: string, params: Readonly<Record<string, unknown>>) {
  const given = { exchange: "upbit", ticker: "BTC/KRW", action: "notice", ...params };
  const alert = { id: "a1", kind, name: null, params: given };
  const [added, listed] = [toAlertWords(alert, "added"), toAlertWords(alert, "listed")];
  return { added: added.ko, listed: listed.ko, english: listed.en };
}

Deno.test("an alarm of an indicator says what crosses what, on which candles, and that it rings each time", () => {
  const level = { interval: "15m", of: of("rsi", { period: 14 }), crosses: 30, direction: "up" };
  deepStrictEqual(say("indicator_cross", level), {
    added: "알림을 걸었습니다: BTC/KRW 15분 봉에서 RSI(14)가 30을 상향 돌파할 때마다",
    listed: "BTC/KRW 15분 봉에서 RSI(14)가 30을 상향 돌파 (할 때마다)",
    english: "BTC/KRW RSI(14) rises above 30 on 15m candles (each time)",
  });
  const price = { interval: "1dKST", of: of("ema", { period: 1000 }), crosses: "price", direction: "both" };
  deepStrictEqual(
    say("indicator_cross", price).listed,
    "BTC/KRW 1일(0시) 봉에서 EMA(1000)이 가격과 교차 (할 때마다)",
  );
  const macd = { indicator: "macd", params: { fast: 12, slow: 26 }, output: "macd" };
  const lines = { interval: "4h", of: macd, crosses: of("sma", { period: 5 }), direction: "down" };
  deepStrictEqual(
    say("indicator_cross", lines).english,
    "BTC/KRW MACD(fast 12, slow 26) macd falls below SMA(5) on 4h candles (each time)",
  );
});

Deno.test("an alarm of a move rings each time, and one at a price once unless it was asked for again", () => {
  const move = say("price_move", { movePct: 3, withinMin: 10, direction: "up" });
  deepStrictEqual(move.added, "알림을 걸었습니다: BTC/KRW 10분 사이 3% 상승할 때마다");
  deepStrictEqual(move.english, "BTC/KRW 3% up within 10 min (each time)");
  const once = say("price_level", { above: 200_000_000, repeat: "once" });
  deepStrictEqual(once.added, "알림을 걸었습니다: BTC/KRW 200,000,000원 이상 되면 한 번");
  deepStrictEqual(once.listed, "BTC/KRW 200,000,000원 이상");
  const again = say("price_level", { above: 200_000_000, repeat: "again" });
  deepStrictEqual(again.listed, "BTC/KRW 200,000,000원 이상 (될 때마다)");
});
