import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { defineCommand, type Wording } from "../command.ts";
import { EVERY_TICKER, HALT, MAINTENANCE, OUTAGES } from "../../signals/mute_names.ts";
import { need } from "../deps.ts";
import { findNames, toNamed } from "../tickers/named_ticker.ts";
import { sayUntil } from "./span_argument.ts";

const NAMES: Readonly<Record<string, Wording>> & { readonly [HALT]: Wording } = {
  [EVERY_TICKER]: { ko: "모든 매수", en: "all to buy" },
  [HALT]: { ko: "모든 매수(풀 때까지)", en: "all to buy, until it is lifted" },
  [MAINTENANCE]: { ko: "점검 중", en: "maintenance" },
  [OUTAGES]: { ko: "데이터 끊김의 소리", en: "the sound of outages" },
};

export const listMutes = defineCommand({
  id: "signals.mutes",
  scope: "read",
  about: { ko: "받지 않기로 한 신호", en: "signals that are muted, and a pause" },
  args: z.object({}),
  result: z.object({
    items: z.array(
      z.object({ ticker: z.string(), name: z.string().nullable(), until: z.string() }),
    ),
  }),
  words({ items }) {
    const list = (lang: "ko" | "en") =>
      items.map(({ ticker, name, until }) =>
        ticker === HALT
          ? NAMES[HALT][lang]
          : `${NAMES[ticker]?.[lang] ?? toNamed(ticker, name)} ${sayUntil(until)[lang]}`
      ).join(", ");
    return {
      ko: items.length === 0 ? "막아 둔 신호가 없습니다." : `받지 않는 신호: ${list("ko")}`,
      en: items.length === 0 ? "Nothing is muted" : `muted: ${list("en")}`,
    };
  },
  async run(_, { owner, deps }) {
    const mutes = await need(deps, "mutes").list(owner);
    const names = await findNames({ owner, deps });
    return {
      items: mutes.map(({ ticker, untilMs }) => ({
        ticker,
        name: names.get(ticker) ?? null,
        until: toKstIso(untilMs),
      })),
    };
  },
});
