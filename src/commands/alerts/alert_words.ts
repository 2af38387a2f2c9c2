/** An alarm in a sentence. */
import { z } from "zod";
import { isStockCode, quoteOf } from "../../core/symbol.ts";
import { toShownText } from "../../core/text.ts";
import { saySignalWord } from "../../core/words/signal_words.ts";
import type { Wording } from "../command.ts";
import { toNamed } from "../tickers/named_ticker.ts";
import { toNumberText } from "../../core/words/numbers.ts";
import { toCrossing } from "./crossing_words.ts";

export const alertSchema = z.object({
  id: z.string(),
  kind: z.string(),
  params: z.record(z.string(), z.unknown()),
});

/** With the name of its ticker, where our own lists have one. */
export const namedAlertSchema = alertSchema.extend({ name: z.string().nullable() });

type NamedAlert = z.output<typeof namedAlertSchema>;

/** From where its price comes: polled with the portfolio and the screener, or streamed; or from nowhere. */
export const addedSchema = namedAlertSchema.extend({
  price_from: z.enum(["polls", "stream", "no_poll", "no_stream"]).optional(),
});

const PRICE_FROM: Readonly<Record<NonNullable<z.output<typeof addedSchema>["price_from"]>, Wording>> = {
  polls: {
    ko: "보유 종목이나 스크리너에 있는 동안 가격을 봅니다.",
    en: "Its price is seen while it is in the portfolio or in the screener",
  },
  stream: { ko: "거래소의 실시간 가격을 봅니다.", en: "Its price is seen as the exchange tells it" },
  no_poll: {
    ko: "⚠️ 지금은 이 종목의 가격을 알려 주는 곳이 없습니다. 보유 종목이나 스크리너에 들어와야 울립니다.",
    en: "⚠️ Nobody tells its price now: it can ring once the stock is in the portfolio or in the screener",
  },
  no_stream: {
    ko: "⚠️ 이 시장은 받아 보지 않고 있습니다. 컴퓨터의 SIGNAL_V2_MARKETS 에 더해야 울립니다.",
    en: "⚠️ Nobody follows this market: it can ring once it is in SIGNAL_V2_MARKETS at the computer",
  },
};

/** With where the price comes from, so that nobody waits for an alarm that cannot ring. */
export function toAddedWords({ price_from: from, ...alert }: z.output<typeof addedSchema>): Wording {
  const words = toAlertWords(alert, "added");
  if (from === undefined) return words;
  return { ko: `${words.ko}. ${PRICE_FROM[from].ko}`, en: `${words.en}. ${PRICE_FROM[from].en}` };
}

type What = "added" | "listed" | "removed";

type Say = (facts: string, alarm: { readonly isLevel: boolean; readonly isRepeated: boolean }) => string;

const KO: Readonly<Record<What, Say>> = {
  added: (facts, { isLevel, isRepeated }) =>
    `알림을 걸었습니다: ${facts}${isLevel ? isRepeated ? " 될 때마다" : " 되면 한 번" : "할 때마다"}`,
  listed: (facts, { isLevel, isRepeated }) =>
    `${facts}${isRepeated ? isLevel ? " (될 때마다)" : " (할 때마다)" : ""}`,
  removed: (facts) => `알림을 지웠습니다: ${facts}`,
};
const EN: typeof KO = {
  added: (facts, { isRepeated }) => `the alarm is set: ${facts}, ${isRepeated ? "each time" : "once"}`,
  listed: (facts, { isRepeated }) => `${facts}${isRepeated ? " (each time)" : ""}`,
  removed: (facts) => `the alarm is taken away: ${facts}`,
};

export function toAlertWords(alert: NamedAlert, what: What): Wording {
  const isLevel = alert.kind === "price_level";
  // A level rings once unless asked otherwise; a move and a crossing have no such choice.
  const alarm = { isLevel, isRepeated: !isLevel || alert.params.repeat === "again" };
  return { ko: KO[what](toFacts(alert, "ko"), alarm), en: EN[what](toFacts(alert, "en"), alarm) };
}

function toFacts({ kind, name: known, params }: NamedAlert, lang: "ko" | "en"): string {
  const { ticker, above, below, exchange: _, action: __, repeat: ___, rearmPct: ____, ...rest } = params;
  const name = toNamed(String(ticker), known);
  const price = (value: number) => toPrice(value, { ticker: String(ticker), lang });
  if (typeof above === "number") {
    return lang === "ko" ? `${name} ${price(above)} 이상` : `${name} at or above ${price(above)}`;
  }
  if (typeof below === "number") {
    return lang === "ko" ? `${name} ${price(below)} 이하` : `${name} at or below ${price(below)}`;
  }
  if (kind === "price_move" && typeof rest.movePct === "number") return `${name} ${toMove(rest, lang)}`;
  const crossing = kind === "indicator_cross" ? toCrossing(rest, lang) : undefined;
  if (crossing !== undefined) return `${name} ${crossing}`;
  const more = Object.entries(rest).map(([word, value]) => `${word} ${JSON.stringify(value)}`).join(", ");
  const what = saySignalWord(lang, `rule_kind_${kind}`, kind);
  return `${name} ${what} ${toShownText(more, 200)}`.trimEnd();
}

const WAYS: Readonly<Record<string, Wording>> = {
  up: { ko: "상승", en: "up" },
  down: { ko: "하락", en: "down" },
  both: { ko: "변동", en: "up or down" },
};

function toMove(
  { movePct, withinMin = 10, direction = "both" }: Readonly<Record<string, unknown>>,
  lang: "ko" | "en",
): string {
  const way = WAYS[String(direction)]?.[lang] ?? String(direction);
  return lang === "ko"
    ? `${String(withinMin)}분 사이 ${String(movePct)}% ${way}`
    : `${String(movePct)}% ${way} within ${String(withinMin)} min`;
}

function toPrice(value: number, { ticker, lang }: { readonly ticker: string; readonly lang: "ko" | "en" }) {
  const number = toNumberText(value);
  const quote = isStockCode(ticker) ? "KRW" : quoteOf(ticker);
  if (quote !== "KRW") return `${number} ${toShownText(quote, 10)}`;
  return lang === "ko" ? `${number}원` : `₩${number}`;
}
