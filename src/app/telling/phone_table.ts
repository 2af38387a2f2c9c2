/** Which problems of the list reach a telephone by themselves, and why the others stay on the pages. */
import type { ProblemCode } from "../../web/problems/problem_facts.ts";

/**
 * - `source`, `stream`: data is missing; told as an outage, and its end by an edit.
 * - `trouble`: something else that a person has to mend; a notice, which waits for the end of the quiet hours.
 * - `nothing`: the pages, /health and the log say it.
 */
export type Telling = "source" | "stream" | "trouble" | "nothing";

export interface PhonePlace {
  readonly tells: Telling;
  readonly why: string;
  /** A trouble that rings, and does not wait for the end of the quiet hours. */
  readonly isUrgent?: true;
}

export const PHONE: Readonly<Record<ProblemCode, PhonePlace>> = {
  settings_missing: { tells: "nothing", why: "said at the start; whoever sets it up stands before it" },
  clock_wrong: { tells: "nothing", why: "nothing that is told could be dated" },
  clock_stepped: { tells: "nothing", why: "ages are measured on, so nothing is wrong with the data" },
  clock_skewed: { tells: "trouble", why: "if it is ours, market hours and polls are at wrong times" },
  clock_behind: { tells: "trouble", why: "no signal goes out until somebody says that the clock is right" },
  signal_future: { tells: "nothing", why: "one pair waits, and the page has the command for it" },
  loop_hangs: { tells: "nothing", why: "what would tell it hangs too; the heartbeat stops" },
  source_auth: { tells: "source", why: "no data until the key is mended" },
  source_failing: { tells: "source", why: "decisions rest on old data or on none" },
  source_shape: { tells: "source", why: "what was known is kept and grows old until a person looks" },
  source_last_failed: { tells: "nothing", why: "outside its hours nothing is expected of a source" },
  data_old: { tells: "source", why: "the answer is fresh and what it says is not" },
  data_future: { tells: "nothing", why: "the clocks of two machines differ; the data may be right" },
  breaker_open: { tells: "nothing", why: "a consequence of sources that are told already" },
  upstream_silent: { tells: "nothing", why: "asked for by the server, and over by itself" },
  market_off: { tells: "nothing", why: "a setting, said at the start" },
  stream_down: { tells: "stream", why: "prices of an exchange stand still" },
  helper_down: { tells: "nothing", why: "it is started again; a stream that stands still with it is told" },
  series_stale: { tells: "nothing", why: "a quiet coin, or a stream that is told already" },
  series_holes: { tells: "nothing", why: "they are fetched later" },
  strategy_parked: { tells: "trouble", why: "it was stopped after failing and starts only by hand" },
  strategy_restarting: { tells: "nothing", why: "it comes back by itself or is parked, which is told" },
  strategy_without_candles: { tells: "nothing", why: "a consequence of a stream that is told already" },
  channel_down: { tells: "nothing", why: "the way to the telephone is what is missing" },
  channel_blocked: { tells: "nothing", why: "the same; the next channel takes over what protects" },
  channel_conflict: {
    tells: "trouble",
    isUrgent: true,
    why: "commands may go to another program until a person ends one of the two",
  },
  bot_deaf: { tells: "nothing", why: "messages go on, and whoever asks sees that no answer comes" },
  sends_unknown: { tells: "nothing", why: "the evening has how many" },
  rules_fault: { tells: "trouble", why: "rules are in force that are not the ones in the file" },
  buys_held: { tells: "nothing", why: "a person asked for it, and the evening says so" },
  maintenance: { tells: "nothing", why: "a person asked for it, and the summaries say so" },
  dead_letters: { tells: "nothing", why: "nothing waits for them" },
  storage: {
    tells: "trouble",
    why: "memory cannot be written; where that is the memory of messages too, pages and the heartbeat say it",
  },
  certificate_ends: { tells: "nothing", why: "weeks ahead, and most renew themselves until then" },
  certificate_urgent: {
    tells: "trouble",
    why: "on a day that is known, nothing is answered over it any more",
  },
  backup_failed: { tells: "nothing", why: "it is tried again by itself; two nights without one are told" },
  backup_old: { tells: "trouble", why: "what is lost with the disk now grows by the day" },
  calendar_refused: { tells: "trouble", why: "an older calendar decides when the market is open" },
  calendar_over: { tells: "trouble", why: "holidays are guessed from here on" },
  calendar_ends: {
    tells: "trouble",
    why: "the list of the new year is out, and somebody has to take it over",
  },
  calendar_note: { tells: "nothing", why: "weeks ahead of its end; said once a day by the log" },
};

/** @param cause of a trouble that was told, maybe by another version. */
export function isUrgentTrouble(cause: string): boolean {
  return Object.entries(PHONE).some(([code, { isUrgent }]) => code === cause && isUrgent === true);
}
