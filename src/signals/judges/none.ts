import type { Judge } from "./judge.ts";

export const none: Judge = {
  id: "none",
  what: "nobody is asked: the rule alone decides, and every text says so",
  ask: () => Promise.resolve({ kind: "skipped", why: "no_judge" }),
};
