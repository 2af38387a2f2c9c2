import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { exitRulesSchema } from "../../src/paper/exit_rules.ts";

const takes = (rules: unknown) => exitRulesSchema.safeParse(rules).success;

Deno.test("a distance is a share above 0 and at most 1000", () => {
  for (const name of ["stopLossShare", "takeProfitShare"]) {
    deepStrictEqual([0.0001, 0.5, 1, 1_000].map((share) => takes({ [name]: share })), [
      true,
      true,
      true,
      true,
    ]);
    deepStrictEqual([-0.1, 0, 1_000.5, NaN].map((share) => takes({ [name]: share })), [
      false,
      false,
      false,
      false,
    ]);
  }
});

Deno.test("a trailing stop trails from the entry on unless an offset is given, which may be 0 to 1000", () => {
  const { trailing } = exitRulesSchema.parse({ trailing: { distanceShare: 0.1 } });
  deepStrictEqual(trailing, { distanceShare: 0.1, offsetShare: 0, onlyOffset: false });
  const withOffset = (offsetShare: number) => takes({ trailing: { offsetShare } });
  deepStrictEqual([0, 0.5, 1_000].map(withOffset), [true, true, true]);
  deepStrictEqual([-0.1, 1_000.5].map(withOffset), [false, false]);
});

Deno.test("steps of a melting target begin at 0 or later, ask for -1 or more, and are kept by time", () => {
  const step = (afterMs: number, share: number) => takes({ roi: [{ afterMs, share }] });
  deepStrictEqual([step(0, -1), step(0.5, -0.5), step(-1, 0), step(0, -1.5)], [true, true, false, false]);
  const { roi } = exitRulesSchema.parse({ roi: [{ afterMs: 60, share: 0.1 }, { afterMs: 0, share: 0.2 }] });
  deepStrictEqual(roi?.map(({ afterMs }) => afterMs), [0, 60]);
});

Deno.test("an exit rule that nobody knows is refused", () => {
  strictEqual(takes({ stoploss: 0.1 }), false);
});
