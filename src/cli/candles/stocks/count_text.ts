import type { SayFrom } from "../../../core/lang.ts";
import { toNumberText } from "../../../core/words/numbers.ts";
import type { STOCK_IMPORT_TEXTS } from "../../texts/stock_import.ts";

/** `1 stock`, `2,600 stocks` */
export function stocksText(count: number, say: SayFrom<typeof STOCK_IMPORT_TEXTS>): string {
  return count === 1 ? say("stocks_one") : say("stocks_many", { count: toNumberText(count) });
}
