/// <reference lib="dom" />
import { deepStrictEqual, ok } from "node:assert/strict";
import type { Alert } from "../../src/commands/deps.ts";
import { ChangeNotifier } from "../../src/core/change_notifier.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { listen } from "../../src/web/listener.ts";
import { createWeb } from "../../src/web/server.ts";
import { accessOf, appViewOf, pageViewOf, sourceViewOf, VIEW_NOW_MS } from "../support/app_view.ts";
import { createTestCommands } from "../support/command_door.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { ScriptedMarket } from "../web/scripted_market.ts";
import {
  decisionOf,
  messageOf,
  scriptedMessages,
  scriptedSignals,
  signalOf,
} from "../web/scripted_signals.ts";
import { SCRIPTED_MARKETS, ScriptedReports, ScriptedStrategies } from "../web/scripted_strategies.ts";
import { browserTest, leave, openBrowser, saveScreenshot } from "./browser.ts";

const WIDTHS = [1280, 768, 360];
const NAME = "삼성바이오로직스우선주이월배당금보유회사";
const WORD = "a_name_that_somebody_gave_without_a_single_gap_in_it_because_nobody_said_no";

const ALERTS: readonly Alert[] = [
  {
    id: "a1",
    kind: "price_level",
    params: { exchange: "krx", ticker: "005930", above: 1_234_567.891, repeat: "each" },
  },
  {
    id: "a2",
    kind: "indicator_cross",
    params: {
      ...{ exchange: "upbit", ticker: "1000000BABYDOGE/USDT", interval: "15m", indicator: "sma:period=200" },
      ...{ crosses: "ema:period=1000", direction: "both", action: "notice", repeat: "each" },
    },
  },
];

const HOLDING = {
  ticker: "005930",
  name: NAME,
  quantity: 1_234_567.89,
  avg_price: 1_234_567,
  current_price: 987_654,
};

function serve() {
  const signals = scriptedSignals(
    [
      signalOf({ name: NAME, rule: WORD }),
      signalOf({
        id: "01K0000000000000000000000B",
        label: undefined,
        state: "skipped",
        reason: "stale",
        repeats: 1_234,
      }),
    ],
    [decisionOf(), decisionOf({ raw: "CONFIRM", effective: "REJECT", reason: `${WORD} ${NAME}` })],
  );
  const messages = scriptedMessages([
    messageOf({ error: `${WORD} ${NAME}`, state: "unknown", chat: "-1001234567890" }),
  ]);
  const strategies = new ScriptedStrategies();
  strategies.change("btc_ma", { detail: WORD });
  const market = new ScriptedMarket();
  const [first, ...others] = ["portfolio", "news_sentiment", "screener_preview"].map((id) =>
    sourceViewOf({ id, stale: true, state: "unavailable", ageMs: 3_600_000, errorKind: "network" })
  );
  if (first === undefined) throw new RangeError("Cannot show a page: no source");
  const data = {
    holdings: [{ ...HOLDING, pnl_pct: -12.34, pnl: -123_456_789 }],
    total_value: 123_456_789_012,
  };
  const sources = [{ ...first, facts: { ...first.facts, data } }, ...others];
  const view = () =>
    appViewOf({
      missingSettings: ["STOCK_API_URL", "WEBAI_API_KEY"],
      ...{ sources, watching: signals.view(), strategies: strategies.view(), market: SCRIPTED_MARKETS },
    });
  const alerts = {
    list: () => Promise.resolve([...ALERTS]),
    add: () => Promise.resolve(true),
    remove: () => Promise.resolve(true),
    priceNow: () => Promise.resolve(undefined),
  };
  return listen(
    { host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() },
    (callerOf) =>
      createWeb({
        ...{ view, signals, messages, market, strategies, reports: new ScriptedReports(), callerOf },
        pageView: () => pageViewOf(view()),
        calendarYear: (year) => ({ year, days: [] }),
        commands: createTestCommands({ view, alerts, strategies: strategies.port() }),
        changes: new ChangeNotifier(),
        clock: new ManualClock(VIEW_NOW_MS),
        access: accessOf(),
        onWrongToken: () => {},
        onFailure: () => {},
      }),
  );
}

browserTest("no page scrolls sideways, in either language and at any usual width", async () => {
  await using served = serve();
  await using browser = await openBrowser();
  const visit = await browser.visit(`${served.url}/strategies`);
  const { page } = visit;
  const found = async (path: string, start: string) => {
    await page.goto(`${served.url}${path}`);
    const all = await page.$$eval(
      "main a[href]",
      (links) => links.map((link) => link.getAttribute("href") ?? ""),
    );
    return all.find((href) => href.startsWith(start) && !href.endsWith(".csv"))?.split("?")[0] ?? path;
  };
  const paths = [
    ...["/", "/data", "/signals", "/decisions", "/outbox", "/alerts", "/strategies", "/backtests"],
    ...["/calendar", "/login"],
    await found("/strategies", "/strategies/"),
    await found("/signals", "/signals/"),
    await found("/data", "/chart/"),
  ];
  const wide: string[] = [];
  for (const path of paths) {
    for (const lang of ["ko", "en"]) {
      await page.goto(`${served.url}${path}?lang=${lang}`);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const shown = await page.evaluate(() => document.documentElement.scrollWidth);
        if (shown > width) wide.push(`${path} in ${lang} is ${shown} px wide of ${width}`);
        if (Deno.env.has("SCREENSHOT_DIR")) {
          await saveScreenshot(page, `width${path.replaceAll("/", "-")}-${lang}-${width}`);
        }
      }
    }
  }
  deepStrictEqual(wide, []);
  await leave(visit);
});

browserTest(
  "a table that is wider than its page is moved by the keyboard, and stays where it was",
  async () => {
    await using served = serve();
    await using browser = await openBrowser();
    const visit = await browser.visit(`${served.url}/signals?lang=en`, {
      viewport: { width: 660, height: 900 },
    });
    const { page } = visit;
    const box = page.locator(".table-box").first();
    deepStrictEqual(await box.getAttribute("aria-label"), "Signals");
    ok(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth));
    await box.focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => (document.querySelector(".table-box")?.scrollLeft ?? 0) > 0);
    await leave(visit);
  },
);

browserTest("what may be over has no colour of prices", async () => {
  await using served = serve();
  await using browser = await openBrowser();
  for (const colorScheme of ["light", "dark"] as const) {
    const visit = await browser.visit(`${served.url}/`, { colorScheme });
    const [change, muted] = await visit.page.evaluate(() => {
      const colorOf = (selector: string) =>
        getComputedStyle(document.querySelector(selector) ?? document.body).color;
      return [colorOf("#data-portfolio .down"), colorOf("#data-portfolio .as-of")];
    });
    deepStrictEqual(change, muted);
    await leave(visit);
  }
});
