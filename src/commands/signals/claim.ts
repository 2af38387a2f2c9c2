import { z } from "zod";
import { readSignalKey } from "../../signals/dedup/signal_key.ts";
import { ClockBehindError } from "../../signals/signal_store.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { toTime } from "./row_json.ts";

export const LONGEST_HOURS = 366 * 24;

export const claimSignal = defineCommand({
  id: "signals.claim",
  scope: "signal",
  about: { ko: "신호를 보낼 권리를 얻음", en: "ask for the right to send a signal" },
  args: z.object({
    ticker: z.string(),
    action: z.string().describe("buy or sell"),
    confidence: z.number().min(0).max(1).optional(),
    hours: z.number().positive().max(LONGEST_HOURS).optional()
      .describe("during which the pair counts as sent; else as it is set up"),
  }),
  result: z.object({
    ticker: z.string(),
    action: z.enum(["buy", "sell"]),
    won: z.boolean(),
    claim_id: z.string().nullable(),
    lease_until: z.string().nullable(),
    error: z.string().optional().describe("why nothing can be claimed at all"),
  }),
  words: ({ ticker, action, won }) =>
    won
      ? { ko: `${ticker} ${action}: 보내도 됩니다.`, en: `${ticker} ${action}: send it.` }
      : { ko: `${ticker} ${action}: 보내지 마세요.`, en: `${ticker} ${action}: do not send it.` },
  async run({ ticker, action, confidence, hours }, { actor, owner, deps }) {
    const store = need(deps, "signals");
    try {
      const key = readSignalKey(ticker, action);
      const level = confidence === undefined ? {} : { confidence };
      const claim = await store.claim(owner, { ...key, ...level, actor, withinHours: hours });
      const won = claim !== undefined;
      return { ...key, won, claim_id: claim?.id ?? null, lease_until: toTime(claim?.leaseUntilMs) };
    } catch (error) {
      if (error instanceof ClockBehindError) {
        const key = readSignalKey(ticker, action);
        return { ...key, won: false, claim_id: null, lease_until: null, error: error.message };
      }
      if (error instanceof RangeError || error instanceof TypeError) {
        throw new CommandRefusal("arguments", "bad_signal", { message: error.message });
      }
      throw error;
    }
  },
});
