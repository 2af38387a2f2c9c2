/** The evening's buttons: what went out that day, and what the judge refused; told once a chat, also after a restart. */
import assert from "node:assert/strict";
import type { EveningFacts } from "../../src/notifiers/summary_facts.ts";
import { buttonsEndMs, toButtons } from "../../src/notifiers/message_buttons.ts";
import { keysOf } from "./bot_parts.ts";
import { startSignalBot } from "./signal_parts.ts";

const CLOSE = "2026-11-20T15:40:00+09:00";

const evening = (change: Partial<EveningFacts> = {}): EveningFacts => ({
  ...{ kind: "evening", atMs: Date.parse(CLOSE), signals: [], rejected: 0, rejectedMeanPct: undefined },
  ...{ unjudged: 0, duplicates: 0, outages: [], delivered: 0, unconfirmed: 0, rules: 6, checks: 390 },
  ...{ judge: { calls: 0, costKrw: 0 }, nearest: undefined, nextOpenAtMs: undefined },
  ...change,
});
const ONE = { action: "buy" as const, name: "삼성전자", priceKrw: 71_300, closeKrw: 72_100 };

Deno.test("an evening has the button of its details with signals, that of the refused where there are some, else none", () => {
  const texts = (change: Partial<EveningFacts>, lang: "ko" | "en" = "ko") =>
    toButtons(evening(change), { signalId: undefined, lang }).flat().map(({ text }) => text);
  assert.deepEqual(texts({}), []);
  assert.deepEqual(texts({ signals: [ONE] }), ["자세히"]);
  assert.deepEqual(texts({ signals: [ONE], rejected: 2 }), ["자세히", "거부한 2건"]);
  assert.deepEqual(texts({ rejected: 1 }, "en"), ["Details", "The 1 refused"]);
  assert.deepEqual(texts({ duplicates: 4 }), ["자세히"]);
  for (const { data } of toButtons(evening({ rejected: 1 }), { signalId: undefined, lang: "ko" }).flat()) {
    assert.ok(new TextEncoder().encode(data).length <= 64, data);
  }
});

Deno.test("the buttons of a Friday's evening last until the market opens on Monday, and not for ever", () => {
  const endMs = buttonsEndMs(evening({ signals: [ONE] }));
  assert.ok(endMs > Date.parse("2026-11-23T09:00:00+09:00"));
  assert.ok(endMs < Date.parse("2026-11-24T00:00:00+09:00"));
});

Deno.test("자세히 answers with the day's signals and what was held back, once, also after a restart; the evening keeps its buttons", async () => {
  await using test = await startSignalBot({ start: "2026-11-20T09:20:00+09:00" });
  await test.tell({ action: "buy", signalClass: "buy", ticker: "005930", name: "삼성전자", price: 71_300 });
  await test.skip("duplicate");
  await test.skip("muted");
  await test.clock.advance(Date.parse(CLOSE) - test.clock.now());
  await test.notifiers.tell({ key: "evening", facts: evening({ signals: [ONE], rejected: 1 }) });
  await test.clock.until(() => keysOf(test.messageOf("마감")).length === 2);
  const [details, refused] = keysOf(test.messageOf("마감"));
  await test.restart();
  await test.press(details?.data ?? "");
  assert.match(
    test.telegram.texts.at(-1) ?? "",
    /^11-20 · 신호 1건 \(새것부터\)\n09:20 매수 삼성전자 71,300원 ▼3\.4% · .* · S-1120-01\n보내지 않음: 이미 보낸 신호 1 · 그만 보는 종목 1$/,
  );
  await test.press(refused?.data ?? "");
  assert.equal(test.telegram.texts.at(-1), "11-20 · AI가 거부한 신호가 없습니다.");
  const count = test.telegram.texts.length;
  await test.restart();
  await test.press(details?.data ?? "");
  assert.equal(test.telegram.texts.length, count, "the second press sees the first result");
  assert.match(test.updates.answered.at(-1)?.text ?? "", /^11-20 · 신호 1건/);
  assert.equal(keysOf(test.messageOf("마감")).length, 2);
  assert.deepEqual(test.counted.slice(-3), [
    "press day_told taken",
    "press day_rejected taken",
    "press day_told again",
  ]);
});

Deno.test("after its end the evening loses its buttons in silence, and a late press is told so", async () => {
  const waits = { careMs: 3_600_000, clearMs: 3_600_000 };
  await using test = await startSignalBot({ start: CLOSE, waits });
  await test.notifiers.tell({ key: "evening", facts: evening({ signals: [ONE] }) });
  await test.clock.until(() => keysOf(test.messageOf("마감")).length === 1);
  const [details] = keysOf(test.messageOf("마감"));
  await test.clock.advance(67 * 3_600_000);
  await test.clock.until(() => keysOf(test.messageOf("마감")).length === 0);
  await test.press(details?.data ?? "");
  assert.match(test.updates.answered.at(-1)?.text ?? "", /시간이 지나/);
  assert.equal(test.telegram.texts.length, 1);
});
