/** What people hold back now, for whoever shows it: silence that somebody asked for must not look like silence of the market. */
import type { ACTOR_KINDS } from "../core/actor.ts";
import { readActorText } from "../core/actor_text.ts";
import { isStockCode, readSymbol } from "../core/symbol.ts";
import { EVERY_TICKER, HALT, isMuteOn } from "./mute_names.ts";
import type { MuteRecord } from "./signal_journal.ts";

export interface HeldBuys {
  readonly kind: "halt" | "pause";
  readonly sinceMs: number;
  /** Of a pause; a halt lasts until somebody lifts it. */
  readonly untilMs: number | undefined;
  /** `undefined` when nobody was noted. */
  readonly by: (typeof ACTOR_KINDS)[number] | undefined;
}

export interface QuietView {
  /** No signal to buy goes out; a halt outweighs a pause. */
  readonly buys: HeldBuys | undefined;
  /** Tickers of which nobody wants to hear now. */
  readonly muted: readonly string[];
}

export function toQuietView(mutes: readonly MuteRecord[], nowMs: number): QuietView {
  const held = mutes.filter((mute) => isMuteOn(mute, nowMs));
  const buys = held.find(({ ticker }) => ticker === HALT) ??
    held.find(({ ticker }) => ticker === EVERY_TICKER);
  return {
    buys: buys && toHeldBuys(buys),
    muted: held.map(({ ticker }) => ticker).filter((name) =>
      isStockCode(name) || readSymbol(name) !== undefined
    ),
  };
}

function toHeldBuys({ ticker, setAtMs, untilMs, actor }: MuteRecord): HeldBuys {
  const isHalt = ticker === HALT;
  return {
    kind: isHalt ? "halt" : "pause",
    sinceMs: setAtMs,
    untilMs: isHalt ? undefined : untilMs,
    by: readActorText(actor)?.kind,
  };
}
