import { deepStrictEqual } from "node:assert/strict";
import { z } from "zod";
import { toFieldWords } from "../../src/core/payload/field_faults.ts";
import { STRATEGIES } from "../../src/strategies/mod.ts";
import { toParamFaults } from "../../src/strategies/param_faults.ts";

const faultsOf = (id: string, given: unknown) => {
  const strategy = STRATEGIES.find((known) => known.id === id);
  const parsed = strategy?.params.safeParse(given, { error: toFieldWords });
  return strategy === undefined || parsed === undefined || parsed.success
    ? []
    : toParamFaults(parsed.error.issues, strategy);
};

Deno.test("a parameter that is misspelt is refused with the one that was meant", () => {
  const names = "fast, slow, kind, stop_loss, take_profit, allow_short, units, share";
  deepStrictEqual(faultsOf("ma_cross", { fsat: 5, stop_los: 0.1 }), [
    `there is no parameter fsat; there are ${names}; did you mean fast?`,
    `there is no parameter stop_los; there are ${names}; did you mean stop_loss?`,
  ]);
  deepStrictEqual(faultsOf("buy_and_hold", { amount: 1 }), ["there is no parameter amount; there are share"]);
});

Deno.test("a misspelt name inside a list is looked for among the names of that place", () => {
  const order = { at: "09:00", action: "buy", weekdy: "monday" };
  deepStrictEqual(faultsOf("scheduled", { orders: [order] }), [
    "there is no parameter weekdy in orders.0; there are at, weekday, action, value, share; did you mean weekday?",
  ]);
});

Deno.test("every shipped strategy refuses a name that it does not have", () => {
  for (const { id } of STRATEGIES) {
    deepStrictEqual(faultsOf(id, { zzzzzz: 1 }).map((text) => text.slice(0, 28)), [
      "there is no parameter zzzzzz",
    ], id);
  }
});

Deno.test("what has no schema is refused by name all the same", () => {
  const params = z.strictObject({ when: z.instanceof(Date) });
  const parsed = params.safeParse({ when: new Date(0), wen: 1 });
  deepStrictEqual(parsed.success ? [] : toParamFaults(parsed.error.issues, { params }), [
    "there is no parameter wen; there are when; did you mean when?",
  ]);
});
