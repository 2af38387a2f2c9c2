import { alwaysConfirm } from "./always_confirm.ts";
import type { Judge } from "./judge.ts";
import { none } from "./none.ts";

/** Everybody who can be asked without settings of their own; the first one is the default. */
export const JUDGES: readonly Judge[] = [none, alwaysConfirm];
