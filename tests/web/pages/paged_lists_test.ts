import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { readCells } from "../../../src/lib/csv_cells.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { appViewOf, createTestWeb, VIEW_NOW_MS } from "../../support/app_view.ts";
import { createStrategyWeb, ScriptedStrategies, strategyOf } from "../scripted_strategies.ts";
import { messageOf, scriptedMessages, scriptedSignals, signalOf } from "../scripted_signals.ts";
import { sectionOf } from "./support.ts";

/** Forty-five pieces of advice, numbered from the newest; one of them would be run by a sheet. */
function strategyWeb() {
  const strategies = new ScriptedStrategies([strategyOf()]);
  strategies.past = {
    advice: Array.from({ length: 45 }, (_, i) => ({
      decidedAtMs: VIEW_NOW_MS - (i + 1) * MINUTE_MS,
      action: "buy" as const,
      confidence: 0.5,
      reason: i === 2 ? '=HYPERLINK("http://evil.example","x")' : `reason-${i + 1}.`,
      isLate: false,
    })),
    trades: Array.from({ length: 21 }, (_, i) => ({
      side: "long" as const,
      units: 0.05,
      entryAtMs: VIEW_NOW_MS - (i + 2) * MINUTE_MS,
      exitAtMs: VIEW_NOW_MS - (i + 1) * MINUTE_MS,
      entryPrice: 1_000,
      exitPrice: 990.5,
      grossPnl: -0.475,
      fees: 0.025,
      tax: 0,
      exitReason: "stop_loss",
      entryReason: `entry-${i + 1}.`,
    })),
  };
  return createStrategyWeb({ strategies });
}

const numbersOf = (html: string, word: string) =>
  [...html.matchAll(new RegExp(`${word}-(\\d+)\\.`, "g"))].map(([, number]) => Number(number));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

Deno.test("a strategy's page shows the newest twenty of each list, and each list turns its own pages", async () => {
  const { textOf } = strategyWeb();
  const first = await textOf("/strategies/btc_ma");
  deepStrictEqual(numbersOf(first, "reason"), range(1, 20).filter((i) => i !== 3));
  deepStrictEqual(numbersOf(first, "entry"), range(1, 20));
  match(sectionOf(first, "advice"), /1–20번째/);
  match(sectionOf(first, "advice"), /href="\/strategies\/btc_ma\?advice_page=2#advice" rel="next"/);
  doesNotMatch(sectionOf(first, "advice"), /더 최근/);
  const third = await textOf("/strategies/btc_ma?advice_page=3&trade_page=2");
  deepStrictEqual(numbersOf(third, "reason"), range(41, 45));
  deepStrictEqual(numbersOf(third, "entry"), [21]);
  match(
    sectionOf(third, "advice"),
    /href="\/strategies\/btc_ma\?trade_page=2&amp;advice_page=2#advice" rel="prev"/,
  );
  match(sectionOf(third, "trades"), /href="\/strategies\/btc_ma\?advice_page=3#trades" rel="prev"/);
  doesNotMatch(third, /더 이전/);
  match(third, /href="\/strategies\/btc_ma\?advice_page=3&amp;trade_page=2&amp;lang=en"/);
});

Deno.test("a page of a list that there is not says so with the way back, and a page that is no number is the first", async () => {
  const { textOf } = strategyWeb();
  const beyond = sectionOf(await textOf("/strategies/btc_ma?advice_page=9"), "advice");
  match(beyond, /이 쪽에는 아무것도 없습니다/);
  match(beyond, /href="\/strategies\/btc_ma#advice">처음으로/);
  for (const asked of ["0", "-1", "1e3", "<b>", "99999"]) {
    const html = await textOf(`/strategies/btc_ma?advice_page=${encodeURIComponent(asked)}`);
    strictEqual(numbersOf(html, "reason")[0], 1, asked);
  }
});

Deno.test("all that a strategy said is a file for a sheet, in which no text is run", async () => {
  const { ask } = strategyWeb();
  const answer = await ask("/strategies/btc_ma/advice.csv");
  match(answer.headers.get("content-type") ?? "", /^text\/csv/);
  strictEqual(answer.headers.get("content-disposition"), 'attachment; filename="btc_ma_advice.csv"');
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await answer.arrayBuffer());
  strictEqual(text[0], "\uFEFF");
  const lines = text.trim().split("\r\n");
  strictEqual(lines.length, 46);
  deepStrictEqual(readCells(lines[3] ?? "", ","), [
    ...["2026-03-11T09:57:00+09:00", "buy", "0.5", "", "false", `'=HYPERLINK("http://evil.example","x")`],
  ]);
});

Deno.test("all paper trades are a file with plain numbers", async () => {
  const text = await (await strategyWeb().ask("/strategies/btc_ma/trades.csv")).text();
  const lines = text.trim().split("\r\n");
  strictEqual(lines.length, 22);
  match(
    lines[1] ?? "",
    /,1000,2026-03-11T09:59:00\+09:00,990\.5,-0\.475,0\.025,-0\.5,stop_loss,entry-1\.,0$/,
  );
});

Deno.test("a file of a strategy that nobody knows is refused, and strangers get none", async () => {
  strictEqual((await strategyWeb().ask("/strategies/nobody/advice.csv")).status, 404);
  const stranger = createTestWeb({ remoteAddress: "10.0.0.9" });
  strictEqual((await stranger.ask("/strategies/btc_ma/trades.csv")).status, 303);
});

Deno.test("signals and messages are shown twenty a page, and the links keep the filter", async () => {
  const signals = scriptedSignals(
    Array.from(
      { length: 45 },
      (_, i) => signalOf({ id: `01K${String(i).padStart(23, "0")}`, label: `S-${i + 1}` }),
    ),
    [],
  );
  const messages = scriptedMessages(Array.from({ length: 30 }, () => messageOf()));
  const { ask } = createTestWeb({
    view: appViewOf({ watching: signals.view() }),
    told: { signals, messages },
  });
  const textOf = async (path: string) =>
    await (await ask(path, { headers: { accept: "text/html", "accept-language": "ko" } })).text();
  const labels = (html: string) => [...html.matchAll(/>S-(\d+)</g)].map(([, number]) => Number(number));
  deepStrictEqual(labels(await textOf("/signals")), range(1, 20));
  const third = await textOf("/signals?state=delivered&page=3");
  deepStrictEqual(labels(third), range(41, 45));
  match(third, /href="\/signals\?state=delivered&amp;page=2" rel="prev"/);
  match(await textOf("/outbox"), /href="\/outbox\?page=2" rel="next"/);
  match(await textOf("/signals?page=x"), /`page` 는 1부터 500까지의 수여야 합니다/);
  const json = await (await ask("/signals?limit=10&page=2")).json();
  deepStrictEqual(
    json.signals.map(({ label }: { label: string }) => label),
    range(11, 20).map((i) => `S-${i}`),
  );
});
