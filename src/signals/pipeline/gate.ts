/** Whether a condition that is met may become a signal at this moment. Pure, and the same when it is asked again. */
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { EVERY_TICKER, HALT, MAINTENANCE } from "../mute_names.ts";
import type { Firing } from "../rules/rule.ts";
import { toScore } from "../score/score.ts";
import type { Mute, SkipReason } from "../signal_journal.ts";

export interface GateMoment {
  readonly nowMs: number;
  /** Of the share market today; `undefined` when it is closed all day. */
  readonly session: { readonly openMs: number; readonly closeMs: number } | undefined;
  readonly openQuietMs: number;
  /** Those that hold now. */
  readonly mutes: readonly Mute[];
}

export type GateVerdict =
  | { readonly kind: "open"; readonly score: number | undefined }
  | {
    readonly kind: "skip";
    readonly reason: SkipReason;
    readonly score: number | undefined;
    readonly key?: string;
  };

export function passGate(
  firing: Pick<Firing, "exchange" | "ticker" | "signalClass" | "evidence">,
  { moment, minScore }: { readonly moment: GateMoment; readonly minScore: number | undefined },
): GateVerdict {
  const { signalClass, ticker, evidence } = firing;
  if (firing.exchange === STOCK_EXCHANGE && !isTrading(moment)) {
    return { kind: "skip", reason: "closed", score: undefined };
  }
  const scored = toScore(evidence, moment.nowMs);
  if (scored.kind === "none") {
    return { kind: "skip", reason: scored.reason, score: undefined, key: scored.key };
  }
  // An alarm is no judgement, so it has no score to show.
  if (signalClass === "notice") return { kind: "open", score: undefined };
  const { score } = scored;
  // What protects is not quieted by a mute, and is not weighed: the loss is there.
  if (signalClass === "sell_protective") return { kind: "open", score };
  const quiet = findQuiet({ ticker, signalClass }, moment.mutes);
  if (quiet !== undefined) return { kind: "skip", reason: quiet, score };
  return minScore !== undefined && score < minScore
    ? { kind: "skip", reason: "below", score }
    : { kind: "open", score };
}

/** What a person does not want to hear of now. What protects and what only tells is not quieted. */
export function findQuiet(
  { ticker, signalClass }: Pick<Firing, "ticker" | "signalClass">,
  mutes: readonly Mute[],
): "muted" | "paused" | undefined {
  if (signalClass === "sell_protective" || signalClass === "notice") return undefined;
  if (mutes.some((mute) => mute.ticker === ticker)) return "muted";
  const isPaused = signalClass === "buy" &&
    mutes.some(({ ticker: name }) => name === EVERY_TICKER || name === HALT || name === MAINTENANCE);
  return isPaused ? "paused" : undefined;
}

/** Inside the session, and not in its first minutes: the first prices come from an auction. */
function isTrading({ nowMs, session, openQuietMs }: GateMoment): boolean {
  return session !== undefined && nowMs >= session.openMs + openQuietMs && nowMs < session.closeMs;
}
