import { holdingStop } from "./holding_stop.ts";
import { holdingTarget } from "./holding_target.ts";
import { holdingTrailing } from "./holding_trailing.ts";
import { inbound } from "./inbound.ts";
import { indicatorCross } from "./indicator_cross.ts";
import { newsShock } from "./news_shock.ts";
import { priceLevel } from "./price_level.ts";
import { priceMove } from "./price_move.ts";
import type { RuleKind } from "./rule.ts";
import { screenerEntry } from "./screener_entry.ts";
import { screenerMomentum } from "./screener_momentum.ts";
import { strategyAdvice } from "./strategy_advice.ts";

/** Every kind of rule; what protects comes first, because it waits for nobody. */
export const RULE_KINDS: readonly RuleKind[] = [
  holdingStop,
  holdingTrailing,
  holdingTarget,
  newsShock,
  screenerEntry,
  screenerMomentum,
  priceLevel,
  priceMove,
  indicatorCross,
  strategyAdvice,
  inbound,
];
