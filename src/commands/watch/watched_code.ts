/** Which share is meant: by its code, or by a name that is one share's alone. */
import { isStockCode, readTickerCode } from "../../core/symbol.ts";
import { toShownText } from "../../core/text.ts";
import type { CommandContext } from "../command.ts";
import { CommandRefusal } from "../refusal.ts";
import { readNamedTicker } from "../tickers/named_ticker.ts";

/** @throws {CommandRefusal} */
export async function readWatchedCode(
  text: string,
  context: Pick<CommandContext, "owner" | "deps">,
): Promise<string> {
  const code = readTickerCode(text);
  // What looks like a code is none that was misspelt into a name.
  const isName = code === undefined && /\p{L}{2}/u.test(text) && !text.includes(":");
  const meant = isName && context.deps.names !== undefined ? await readNamedTicker(text, context) : code;
  if (meant !== undefined && isStockCode(meant)) return meant;
  const shown = toShownText(text, 40);
  throw new CommandRefusal("arguments", "no_stock_code", {
    message: `“${shown}” is not the code of a Korean stock: it has six places, like 005930 or 0009K0`,
    ko: `“${shown}” 은(는) 국내 주식의 종목코드가 아닙니다. 005930, 0009K0 처럼 여섯 자리로 적어 주세요.`,
  });
}
