import { z } from "zod";
import { isStockCode, STOCK_EXCHANGE } from "../../core/symbol.ts";
import { defineCommand } from "../command.ts";
import { type Alert, type AlertsPort, need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { findName, readNamedTicker } from "../tickers/named_ticker.ts";
import { addedSchema, toAddedWords } from "./alert_words.ts";

/** More than a person can mean; each is looked at with every price. */
const MOST_ALERTS = 200;
const COINS = "upbit";
const LEVEL = "price_level";

type Market = Parameters<AlertsPort["priceNow"]>[0];

export const addAlert = defineCommand({
  id: "alerts.add",
  scope: "signal",
  about: { ko: "가격 알림 더하기", en: "add an alarm at a price, a move or a crossing" },
  args: z.object({
    ticker: z.string().min(1).max(40).describe("like 005930 or BTC/KRW, or a name that is known here"),
    exchange: z.string().min(1).max(40).optional().describe("of a coin; else upbit"),
    price: z.number().positive().max(1e12).optional()
      .describe("at or above it, or at or below it: on whichever side the price now is not"),
    side: z.enum(["above", "below"], "must be above or below").optional().describe("of the price"),
    kind: z.string().max(40).optional().describe("instead of a price: the kind of a rule"),
    params: z.record(z.string(), z.unknown(), "must be an object").optional().describe(
      "what that kind takes",
    ),
    id: z.string().regex(/^a[0-9a-z-]{1,20}$/, "must begin with a").optional()
      .describe("the same for a repetition, which then changes nothing"),
  }),
  result: addedSchema,
  words: toAddedWords,
  async run({ ticker: text, exchange, price, side, kind, params, id: given }, { owner, deps }) {
    const alerts = need(deps, "alerts");
    if ((price === undefined) === (kind === undefined)) {
      throw new CommandRefusal("arguments", "bad_arguments", {
        message: "Give a price, or a kind with its params",
        ko: "가격을 적어 주세요. 예: /alert 005930 70000",
      });
    }
    const ticker = await readNamedTicker(text, { owner, deps });
    const name = await findName(ticker, { owner, deps }) ?? null;
    const market = { exchange: isStockCode(ticker) ? STOCK_EXCHANGE : exchange ?? COINS, ticker };
    const all = await alerts.list(owner);
    const known = given === undefined ? undefined : all.find(({ id }) => id === given);
    const from = await findSource(market, alerts);
    if (known !== undefined) return { ...known, name, ...from };
    if (all.length >= MOST_ALERTS) {
      throw new CommandRefusal("conflict", "too_many_alerts", {
        message: `${MOST_ALERTS} alarms are the most: remove some first`,
        ko: `알림이 ${all.length}개 있습니다. ${MOST_ALERTS}개까지 걸 수 있으니 먼저 몇 개를 지워 주세요.`,
      });
    }
    const id = given ?? `a${Math.trunc(deps.clock.now()).toString(36)}`;
    const alert: Alert = price === undefined
      ? { id, kind: kind ?? LEVEL, params: { ...market, ...params } }
      : { id, kind: LEVEL, params: { ...market, ...await toLevel({ price, side }, market, alerts) } };
    if (!await alerts.add(owner, alert)) {
      throw new CommandRefusal("conflict", "alert_is_there", {
        message: "Another alarm was set at this very moment; try again",
        ko: "바로 이때 다른 알림이 걸렸습니다. 다시 보내 주세요.",
      });
    }
    return { ...alert, name, ...from };
  },
});

async function findSource(
  market: Market,
  alerts: AlertsPort,
): Promise<{ readonly price_from?: "polls" | "stream" | "no_poll" | "no_stream" }> {
  const isPriced = await alerts.isPriced?.(market);
  if (isPriced === undefined) return {};
  if (market.exchange === STOCK_EXCHANGE) return { price_from: isPriced ? "polls" : "no_poll" };
  return { price_from: isPriced ? "stream" : "no_stream" };
}

/** An alarm is for what is not so yet. @throws {CommandRefusal} while nobody knows on which side the price is. */
async function toLevel(
  { price, side }: { readonly price: number; readonly side: "above" | "below" | undefined },
  market: Market,
  alerts: AlertsPort,
): Promise<Alert["params"]> {
  const now = side === undefined ? await alerts.priceNow(market) : undefined;
  if (side === undefined && now === undefined) {
    throw new CommandRefusal("conflict", "side_unknown", {
      message: `The price of ${market.ticker} is not known at the moment: say above or below`,
      ko: `지금 가격을 몰라 위인지 아래인지 정할 수 없습니다. 예: /alert ${market.ticker} ${price} 이상`,
    });
  }
  const found = side ?? (now !== undefined && price > now.price ? "above" : "below");
  return { [found]: price, action: "notice", repeat: "once" };
}
