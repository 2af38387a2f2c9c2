import { toKstIso } from "../../core/kst.ts";
import type { AppView } from "../view.ts";
import { toHealth } from "./health.ts";

/** The body of /state: the data itself, each part with the time of its fetch. */
export function toStateBody(view: AppView) {
  const { sources } = toHealth(view);
  return {
    now: toKstIso(view.nowMs),
    mode: view.mode,
    sources: Object.fromEntries(view.sources.map(({ facts }) => [
      facts.id,
      { ...sources[facts.id], data: facts.data ?? null },
    ])),
  };
}
