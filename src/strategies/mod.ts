import { buyAndHold } from "./buy_and_hold.ts";
import { dca } from "./dca.ts";
import { grid } from "./grid.ts";
import { hyperRsi } from "./hyper_rsi.ts";
import { maCross } from "./ma_cross.ts";
import { rsiReversal } from "./rsi_reversal.ts";
import { scheduled } from "./scheduled.ts";
import { signalTable } from "./signal_table.ts";
import type { Strategy } from "./strategy.ts";

/** The strategies that come with the program, in the order they are shown. */
export const STRATEGIES: readonly Strategy[] = [
  maCross,
  rsiReversal,
  hyperRsi,
  dca,
  scheduled,
  grid,
  signalTable,
  buyAndHold,
];
