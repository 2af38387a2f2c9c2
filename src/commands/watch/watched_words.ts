/** A share of the watchlist as JSON and in a line. Every number has its age. */
import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { toNumberText, toSignedPercentText } from "../../core/words/numbers.ts";
import { toShownText } from "../../core/text.ts";
import type { Wording } from "../command.ts";
import type { StockQuote, WatchedStock } from "../watch_ports.ts";
import { toNamed } from "../tickers/named_ticker.ts";

const closeSchema = z.object({
  price: z.number(),
  at: z.string().describe("when that session, or that candle, ended"),
  age_s: z.int(),
  interval: z.string().describe("of the candles that it is taken of"),
  change_pct: z.number().nullable().describe("since the last stored close of an earlier day"),
  change_from: z.string().nullable().describe("the time of that close"),
});

export const watchedSchema = z.object({
  code: z.string(),
  name: z.string().nullable(),
  note: z.string().nullable(),
  added_at: z.string(),
  has_candles: z.boolean(),
  close: closeSchema.nullable(),
  held: z.boolean().nullable().describe("by the last poll of the portfolio; null while nobody knows"),
  held_at: z.string().nullable(),
  held_age_s: z.int().nullable(),
});

export type WatchedJson = z.output<typeof watchedSchema>;

export function toWatched(
  { code, note, addedAtMs }: WatchedStock,
  { quote, name, nowMs }: {
    readonly quote: StockQuote | undefined;
    readonly name: string | undefined;
    readonly nowMs: number;
  },
): WatchedJson {
  const ageOf = (atMs: number) => Math.max(0, Math.round((nowMs - atMs) / 1_000));
  const { close, held } = quote ?? {};
  const before = close?.before;
  return {
    code,
    name: quote?.name ?? name ?? null,
    note: note ?? null,
    added_at: toKstIso(addedAtMs),
    has_candles: quote?.hasCandles ?? false,
    close: close === undefined ? null : {
      ...{ price: close.price, at: toKstIso(close.atMs), age_s: ageOf(close.atMs), interval: close.interval },
      change_pct: before === undefined ? null : Math.round((close.price / before.price - 1) * 1e4) / 100,
      change_from: before === undefined ? null : toKstIso(before.atMs),
    },
    held: held?.isHeld ?? null,
    held_at: held === undefined ? null : toKstIso(held.atMs),
    held_age_s: held === undefined ? null : ageOf(held.atMs),
  };
}

/** `삼성전자(005930) 71,300원, 11-26 대비 +1.13% (11-27 15:30, 2일 전) · 메모` */
export function toWatchedWords(watched: WatchedJson): Wording {
  const { code, name, note, close, held, held_age_s: heldAgeS } = watched;
  const named = toNamed(code, name);
  const said = note === null ? "" : ` · ${toShownText(note, 100)}`;
  const dayOf = (at: string) => at.slice(5, 10);
  const [heldKo, heldEn] = held === null || heldAgeS === null
    ? ["보유 여부 모름", "nobody knows whether it is held"]
    : held
    ? [`보유 중 (${spanOf(heldAgeS).ko} 전)`, `held (${spanOf(heldAgeS).en} ago)`]
    : [`보유하지 않음 (${spanOf(heldAgeS).ko} 전)`, `not held (${spanOf(heldAgeS).en} ago)`];
  if (close === null) {
    return {
      ko: `${named}: 저장된 종가 없음, ${heldKo}${said}`,
      en: `${named}: no close is stored, ${heldEn}${said}`,
    };
  }
  const { price, at, age_s: ageS, change_pct: changePct, change_from: from } = close;
  const time = `${dayOf(at)} ${at.slice(11, 16)}`;
  const change = changePct === null || from === null ? { ko: "", en: "" } : {
    ko: `, ${dayOf(from)} 대비 ${toSignedPercentText(changePct)}`,
    en: `, ${toSignedPercentText(changePct)} since ${dayOf(from)}`,
  };
  const [number, age] = [toNumberText(price), spanOf(ageS)];
  return {
    ko: `${named} ${number}원${change.ko} (${time}, ${age.ko} 전), ${heldKo}${said}`,
    en: `${named} ₩${number}${change.en} (${time}, ${age.en} ago), ${heldEn}${said}`,
  };
}

const UNITS = [["일", "d", 86_400], ["시간", "h", 3_600], ["분", "min", 60]] as const;

/** Of the largest unit that fits, rounded down: `2일`. */
function spanOf(ageS: number): Wording {
  const [ko, en, lengthS] = UNITS.find(([, , length]) => ageS >= length) ?? ["초", "s", 1];
  const count = Math.floor(ageS / lengthS);
  return { ko: `${count}${ko}`, en: `${count} ${en}` };
}
