import { toHealth } from "./health.ts";
import type { AppView } from "../view.ts";

/**
 * The body of /health for strangers: whether all is well and how old the data is. No path, no name of a strategy, no
 * address and no sentence, for sentences name all of these.
 */
export function toBriefHealth(view: AppView) {
  const { status, stock_api_url: _, last_poll, cache_size, state, mode, now, sources, schedule } = toHealth(
    view,
  );
  return {
    ...{ status, stock_api_url: null, last_poll, cache_size, state, mode, now },
    sources: Object.fromEntries(
      Object.entries(sources).map(([id, { state, stale, last_success_at, age_s }]) => [
        id,
        { state, stale, last_success_at, age_s },
      ]),
    ),
    schedule: { window: schedule.window, next_poll_at: schedule.next_poll_at },
    more: "with SIGNAL_V2_TOKEN as a bearer token",
  };
}
