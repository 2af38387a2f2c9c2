import { toHealth } from "./health.ts";
import type { AppView } from "../view.ts";

/**
 * The body of /health for strangers: whether all is well and how old the data is. No path, no name of a strategy, no
 * address and no sentence, for sentences name all of these.
 */
export function toBriefHealth(view: AppView) {
  const { stock_api_url: _, sources, schedule, maintenance, ...health } = toHealth(view);
  const { status, last_poll, cache_size, state, mode, now } = health;
  return {
    ...{ status, stock_api_url: null, last_poll, cache_size, state, mode, now },
    sources: Object.fromEntries(
      Object.entries(sources).map(([id, { state, stale, last_success_at, age_s }]) => [
        id,
        { state, stale, last_success_at, age_s },
      ]),
    ),
    schedule: { window: schedule.window, next_poll_at: schedule.next_poll_at },
    // Whoever watches from outside may leave its alarms off until then.
    maintenance: maintenance === null ? null : { until: maintenance.until },
    more: "with SIGNAL_V2_TOKEN as a bearer token",
  };
}
