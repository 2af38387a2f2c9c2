import { toCommand } from "../../core/command_text.ts";
import type { UpstreamErrorKind } from "../../core/errors.ts";
import type { SourceView } from "../../poll/freshness.ts";
import type { TextKey } from "../i18n.ts";
import { findParked } from "../strategy_health.ts";
import type { AppView } from "../view.ts";
import { Icon } from "./marks.tsx";
import { nameOfSource, type Show } from "./show.ts";

interface Problem {
  readonly text: string;
  /** Sentences of markets, of the database and of the calendar exist in English only. */
  readonly lang: "ko" | "en";
}

/** Above everything else: what is wrong and what to do about it. */
export function ProblemList({ show, view }: { show: Show; view: AppView }) {
  const problems = toProblems(show, view);
  const notes = view.calendar.lint;
  if (problems.length + notes.length === 0) return null;
  return (
    <section class={`problems ${problems.length === 0 ? "only-notes" : ""}`} aria-labelledby="problems-title">
      <h2 id="problems-title" class={problems.length === 0 ? "hidden" : ""}>
        <Icon name="alert" /> {show.say("problems")}
      </h2>
      {problems.length === 0 ? null : (
        <ul>
          {problems.map(({ text, lang }) => (
            <li key={text} lang={lang === show.lang ? undefined : lang}>{text}</li>
          ))}
        </ul>
      )}
      {notes.length === 0 ? null : (
        <details id="notes">
          <summary id="notes-summary">{show.say("notes", { count: notes.length })}</summary>
          <ul lang={show.lang === "en" ? undefined : "en"}>
            {notes.map((note) => <li key={note}>{note}</li>)}
          </ul>
        </details>
      )}
    </section>
  );
}

/** What `findProblems` tells /health, without the calendar's notes, in its order and in the language of the page. */
export function toProblems(show: Show, view: AppView): readonly Problem[] {
  const { say, format } = show;
  const rest = [...view.market?.problems ?? [], ...view.storage.problems, ...view.calendar.problems];
  const texts: string[] = [];
  if (view.missingSettings.length > 0) {
    texts.push(say("problem_settings", {
      names: view.missingSettings.join(", "),
      command: toCommand("doctor"),
    }));
  }
  if (view.clockProblem !== undefined) texts.push(say("problem_clock", { time: format.iso(view.nowMs) }));
  if (!view.loop.isAlive) texts.push(say("problem_loop"));
  for (const source of view.sources) texts.push(...toSourceProblem(show, source));
  if (view.breakerOpen) texts.push(say("problem_breaker"));
  if (view.silentForMs > 0) texts.push(say("problem_silent", { span: format.span(view.silentForMs) }));
  for (const id of findParked(view)) texts.push(say("problem_parked", { id }));
  return [
    ...texts.map((text) => ({ text, lang: show.lang })),
    ...rest.map((text) => ({ text, lang: "en" as const })),
  ];
}

function toSourceProblem(show: Show, { facts, state, dataDoubt }: SourceView): readonly string[] {
  const { lastError, lastSuccessAtMs, summary } = facts;
  const { say, format } = show;
  const doubted = { source: nameOfSource(show, facts), time: format.clock(summary?.dataAtMs ?? 0) };
  const doubts = dataDoubt === undefined ? [] : [say(`problem_data_${dataDoubt}`, doubted)];
  if (lastError === undefined || state === "unconfigured") return doubts;
  return [
    say("problem_source", {
      source: nameOfSource(show, facts),
      error: say(`error_${lastError.kind}`),
      time: format.clock(lastError.atMs),
      age: lastSuccessAtMs === undefined
        ? say("problem_no_data")
        : say("problem_age", { time: format.clock(lastSuccessAtMs) }),
      todo: say(todoOf(lastError.kind)),
    }),
    ...doubts,
  ];
}

function todoOf(kind: UpstreamErrorKind): TextKey & `todo_${string}` {
  if (kind === "auth") return "todo_auth";
  if (kind === "network" || kind === "tls" || kind === "permission" || kind === "redirect_refused") {
    return "todo_reach";
  }
  return kind === "timeout" || kind === "rate_limited" || kind === "body_truncated"
    ? "todo_wait"
    : "todo_server";
}
