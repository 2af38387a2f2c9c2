import type { UpstreamErrorKind } from "../../core/errors.ts";
import { toDurationText, toKstClock, toKstIso } from "../../core/kst.ts";
import type { SourceView } from "../../stock/stock_view.ts";
import { createFormat } from "../kit/format.ts";
import { createProblemSay, isProblemTextKey, type ProblemTextKey } from "../kit/texts/problem_say.ts";
import type { Sentence } from "./problem_facts.ts";

const ko = createProblemSay("ko");
const en = createProblemSay("en");

/** One that nobody has translated keeps its id. */
export function nameInKorean(id: string): string {
  const key = `source_${id}`;
  return isProblemTextKey(key) ? ko(key as ProblemTextKey & "source_portfolio") : id;
}

export function spanInKorean(ms: number): string {
  return createFormat("ko", 0).span(ms);
}

/**
 * Why a source has no fresh data, how old what is shown is, and what to do.
 *
 * @param ids further sources of which the same is true.
 */
export function toSourceSentence(
  source: SourceView,
  staleLimitMs: number,
  ids: readonly string[] = [source.facts.id],
): Sentence {
  const { facts: { lastError, lastSuccessAtMs }, ageMs } = source;
  const limit = toDurationText(staleLimitMs);
  const id = ids.join(", ");
  const name = ids.map(nameInKorean).join(", ");
  const shown = lastSuccessAtMs === undefined
    ? "there is no data"
    : ageMs === undefined
    ? "nobody knows how old the data shown is"
    : `the data shown is ${toDurationText(ageMs)} old`;
  const shownKo = lastSuccessAtMs === undefined
    ? ko("problem_no_data")
    : ageMs === undefined
    ? ko("age_unknown")
    : ko("problem_age", { time: toKstClock(lastSuccessAtMs) });
  if (lastError === undefined) {
    return {
      ko: ko("problem_unavailable", { source: name, limit: spanInKorean(staleLimitMs), age: shownKo }),
      en: `${id}: ${shown}, the limit is ${limit}.`,
    };
  }
  const { kind, atMs, message } = lastError;
  const todo = todoOf(kind);
  return {
    ko: ko("problem_source", {
      source: name,
      error: ko(`error_${kind}`),
      time: toKstClock(atMs),
      age: shownKo,
      todo: ko(todo),
    }),
    en: `${id}: ${message} (${kind} at ${toKstIso(atMs)}); ${shown}. ${en(todo)}`,
  };
}

function todoOf(kind: UpstreamErrorKind): ProblemTextKey & `todo_${string}` {
  if (kind === "auth") return "todo_auth";
  if (kind === "shape_changed") return "todo_shape";
  if (kind === "network" || kind === "tls" || kind === "permission" || kind === "redirect_refused") {
    return "todo_reach";
  }
  return kind === "timeout" || kind === "rate_limited" || kind === "body_truncated"
    ? "todo_wait"
    : "todo_server";
}
