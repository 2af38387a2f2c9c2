/** When the stock API is asked, how long, and how long an answer counts. */
import { HOUR_MS, MINUTE_MS } from "../../core/kst.ts";
import { timeOfDay, times, whole } from "./kinds.ts";
import type { SettingGroup } from "./setting.ts";

export const POLLING_SETTINGS = {
  dayStartMin: {
    name: "SIGNAL_V2_DAY_START",
    schema: timeOfDay,
    fallback: "07:00",
    example: "07:00",
    help: "Polling begins at this time in Korea on a session day.",
  },
  dayEndMin: {
    name: "SIGNAL_V2_DAY_END",
    schema: timeOfDay,
    fallback: "20:00",
    example: "20:00",
    help: "Polling ends at this time in Korea.",
  },
  preStepMs: {
    name: "SIGNAL_V2_PRE_STEP_MIN",
    schema: times(MINUTE_MS, whole(1, 240, "minutes")),
    fallback: "5",
    example: "5",
    help: "Minutes between polls before the market opens.",
  },
  marketStepMs: {
    name: "SIGNAL_V2_MARKET_STEP_MIN",
    schema: times(MINUTE_MS, whole(1, 240, "minutes")),
    fallback: "1",
    example: "1",
    help: "Minutes between polls while the market is open.",
  },
  postStepMs: {
    name: "SIGNAL_V2_POST_STEP_MIN",
    schema: times(MINUTE_MS, whole(1, 240, "minutes")),
    fallback: "5",
    example: "5",
    help: "Minutes between polls after the close.",
  },
  attempts: {
    name: "SIGNAL_V2_RETRY_ATTEMPTS",
    schema: whole(1, 3),
    fallback: "3",
    example: "3",
    help: "Tries per request, the first one included.",
  },
  timeoutMs: {
    name: "SIGNAL_V2_TIMEOUT_S",
    schema: times(1_000, whole(1, 40, "seconds")),
    fallback: "10",
    example: "10",
    help: "Seconds that one try may take, headers and body together.",
  },
  staleLimitMs: {
    name: "SIGNAL_V2_STALE_LIMIT_MIN",
    schema: times(MINUTE_MS, whole(1, 1440, "minutes")),
    fallback: "10",
    example: "10",
    help: "Minutes after which data counts as unavailable inside a window.",
  },
  dedupWindowMs: {
    name: "SIGNAL_V2_DEDUP_HOURS",
    schema: times(HOUR_MS, whole(1, 720, "hours")),
    fallback: "24",
    example: "24",
    help: "Hours for which the same ticker and action is not sent again.",
  },
} as const satisfies SettingGroup;
