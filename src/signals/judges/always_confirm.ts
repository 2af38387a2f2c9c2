import type { Judge } from "./judge.ts";

export const alwaysConfirm: Judge = {
  id: "always_confirm",
  what: "confirms everything, to try the way of a signal without a model",
  ask: () =>
    Promise.resolve({
      kind: "verdict",
      verdict: "CONFIRM",
      confidence: 100,
      reason: undefined,
      modelAnswered: "always_confirm",
    }),
};
