/** Exit rules as plain JSON, checked. */
import { z } from "zod";
import type { ExitRules } from "./fill_models/fill_model.ts";

const SHARE = "must be a number above 0 up to 1000";
const share = z.number(SHARE).gt(0, SHARE).max(1_000, SHARE).optional();
const OFFSET = "must be a number from 0 to 1000";
const flag = z.boolean("must be true or false");
const AFTER = "must be a number from 0, in milliseconds";
const PROFIT = "must be a number from -1";

export const trailingSchema = z.strictObject({
  distanceShare: share,
  positiveShare: share,
  offsetShare: z.number(OFFSET).min(0, OFFSET).max(1_000, OFFSET).default(0),
  onlyOffset: flag.default(false),
});

const roiSchema = z.array(
  z.strictObject({ afterMs: z.number(AFTER).min(0, AFTER), share: z.number(PROFIT).min(-1, PROFIT) }),
  "must be a list of { afterMs, share }",
).transform((steps) => steps.toSorted((a, b) => a.afterMs - b.afterMs));

export const exitRulesSchema = z.strictObject({
  stopLossShare: share,
  takeProfitShare: share,
  trailing: trailingSchema.optional(),
  roi: roiSchema.optional(),
  useExitSignal: flag.optional(),
}) satisfies z.ZodType<ExitRules>;

/** What would make a rule do nothing at all; `undefined` when each of them does something. */
export function findExitFault({ stopLossShare, trailing }: ExitRules): string | undefined {
  if (trailing === undefined) return undefined;
  const { offsetShare, onlyOffset, positiveShare } = trailing;
  if (offsetShare > 0 && !onlyOffset && positiveShare === undefined) {
    return "the offset of the trailing stop does nothing without a positive distance, and without waiting for it";
  }
  const hasDistance = [stopLossShare, trailing.distanceShare, trailing.positiveShare].some((share) =>
    share !== undefined
  );
  return hasDistance
    ? undefined
    : "the trailing stop has no distance, neither its own nor that of a stop-loss";
}
