/** Parameters that several strategies share: how much, and where to get out. */
import { z } from "zod";
import type { SizeHint } from "../core/advice.ts";

export const SIZE_FIELDS = {
  units: z.number().positive().max(1e15).optional().describe(
    "Units of base a purchase; left out, what `share` or the account says.",
  ),
  share: z.number().positive().max(1).optional().describe(
    "Share of the free money a purchase, 0 to 1; left out, what `units` or the account says.",
  ),
};

export const EXIT_FIELDS = {
  stop_loss: z.number().positive().lt(1).optional().describe(
    "Distance of the stop from the close of the signal's bar, as a share: 0.05 is 5 %; left out, none.",
  ),
  take_profit: z.number().positive().lt(1_000).optional().describe(
    "Distance of the target from the close of the signal's bar, as a share: 0.05 is 5 %; left out, none.",
  ),
};

export interface ExitShares {
  readonly stop_loss?: number | undefined;
  readonly take_profit?: number | undefined;
}

/** @throws {RangeError} when both are given. */
export function toSizeHint(
  id: string,
  { units, share }: { readonly units?: number | undefined; readonly share?: number | undefined },
): SizeHint | undefined {
  if (units !== undefined && share !== undefined) {
    throw new RangeError(`Cannot create ${id}: units and share exclude each other`);
  }
  if (units !== undefined) return { kind: "units", units };
  return share === undefined ? undefined : { kind: "share", share };
}

/** @throws {RangeError} for a short whose target would be at or below 0. */
export function checkExits(
  id: string,
  { take_profit, allow_short }: ExitShares & { readonly allow_short: boolean },
): void {
  if (!allow_short || take_profit === undefined || take_profit < 1) return;
  throw new RangeError(
    `Cannot create ${id}: with shorts, take_profit must be below 1, received ${take_profit}`,
  );
}

/** Absolute prices of the exits, away from `close` by their shares. */
export function toExitPrices(
  close: number,
  options: { readonly side: "long" | "short"; readonly shares: ExitShares },
): { readonly stopPrice: number | undefined; readonly takeProfitPrice: number | undefined } {
  const { side, shares: { stop_loss, take_profit } } = options;
  const away = side === "long" ? 1 : -1;
  return {
    stopPrice: stop_loss === undefined ? undefined : close * (1 - away * stop_loss),
    takeProfitPrice: take_profit === undefined ? undefined : close * (1 + away * take_profit),
  };
}
