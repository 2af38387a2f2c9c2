/** Where prices of Korean stocks leap, as lines for a terminal. */
import type { SeriesKey } from "../../../core/candle.ts";
import { toKstIso } from "../../../core/kst.ts";
import { isStockMarket } from "../../../core/symbol.ts";
import { readPriceBreaks } from "../../../market/read/price_breaks.ts";
import type { ShelfAccess } from "../shelf_access.ts";
import type { GapsJson } from "../../../commands/candles/gaps.ts";
import type { SayFrom } from "../../../core/lang.ts";
import { toNumberText } from "../../../core/words/numbers.ts";
import { guessRatio } from "../../../market/read/price_jumps.ts";
import type { CANDLE_CLI_TEXTS } from "../../texts/candles.ts";

const MOST_SHOWN = 10;
/** Prices move by as much in a day; a base price is set by the ratio itself. */
const RATIO_ROOM = { price: 0.3, base: 0.02 } as const;

type Breaks = Pick<GapsJson, "jumps" | "base_changes">;

/** Of every stored Korean stock in whose prices there is one. */
export async function findBreaks(
  { shelf, hoursOf }: Pick<ShelfAccess, "shelf" | "hoursOf">,
): Promise<readonly (Breaks & { readonly series: SeriesKey })[]> {
  const all: (Breaks & { readonly series: SeriesKey })[] = [];
  for (const { series, firstMs, lastMs } of await shelf.list()) {
    if (!isStockMarket(series)) continue;
    const columns = await shelf.readColumns(series, { fromMs: firstMs, toMs: lastMs + 1 });
    const hours = await hoursOf(series.exchange);
    const { jumps, baseChanges } = await readPriceBreaks(shelf, { series, columns, hours });
    if (jumps.length + baseChanges.length === 0) continue;
    all.push({
      series,
      jumps: jumps.map(({ atMs, ...prices }) => ({ at: toKstIso(atMs), ...prices })),
      base_changes: baseChanges.map(({ atMs, ...prices }) => ({ at: toKstIso(atMs), ...prices })),
    });
  }
  return all;
}

export function toBreakLines(
  { jumps, base_changes: changes }: Breaks,
  say: SayFrom<typeof CANDLE_CLI_TEXTS>,
): readonly string[] {
  const ratioOf = (prices: { readonly before: number; readonly after: number }, room: number) => {
    const ratio = guessRatio(prices, room);
    return ratio === undefined ? "" : say("ratio", { ratio });
  };
  const lines = [
    ...jumps.map(({ at, before, after }) => ({
      at,
      text: say("jump", {
        day: at.slice(0, 10),
        before: toNumberText(before),
        after: toNumberText(after),
        ratio: ratioOf({ before, after }, RATIO_ROOM.price),
      }),
    })),
    ...changes.map(({ at, before, base }) => ({
      at,
      text: say("base_change", {
        day: at.slice(0, 10),
        before: toNumberText(before),
        base: toNumberText(base),
        ratio: ratioOf({ before, after: base }, RATIO_ROOM.base),
      }),
    })),
  ].toSorted((a, b) => a.at.localeCompare(b.at)).map(({ text }) => text);
  const more = lines.length - MOST_SHOWN;
  return more > 0 ? [...lines.slice(0, MOST_SHOWN), say("jumps_more", { count: toNumberText(more) })] : lines;
}
