import type { Child } from "hono/jsx";
import type { Lang } from "../../core/lang.ts";
import { findShownProblems } from "../problems/problems.ts";
import { type Problem, toProblemKey } from "../problems/problem_facts.ts";
import type { AppView } from "../view.ts";
import { Ago, Icon } from "./marks.tsx";
import type { Show } from "./show.ts";

const KOREAN_INSTANT = /(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\+09:00/g;

/** Above everything else, and the same on every page: what is wrong and what to do about it. */
export function ProblemList({ show, view }: { show: Show; view: AppView }) {
  const all = findShownProblems(view);
  const wordsOf = (problem: Problem) => toSeenTimes(problem[show.lang], show.lang);
  const problems = all.filter(({ severity }) => severity !== "note");
  // That nothing is to come is not folded away.
  const isHeld = ({ code }: Problem) => code === "buys_held" || code === "maintenance";
  const held = all.filter(isHeld);
  const notes = all.filter((problem) => problem.severity === "note" && !isHeld(problem));
  if (all.length === 0) return null;
  return (
    <section class={`problems ${problems.length === 0 ? "only-notes" : ""}`} aria-labelledby="problems-title">
      <h2 id="problems-title" class={problems.length === 0 ? "hidden" : ""}>
        <Icon name="alert" /> {show.say("problems")}
      </h2>
      {problems.length === 0 ? null : (
        <ul>
          {problems.map((problem) => (
            <li key={toProblemKey(problem)} data-code={problem.code}>
              {wordsOf(problem)}
              {problem.sinceMs === undefined ? null : (
                <>
                  {" "}
                  <span class="muted small">
                    (<Ago show={show} atMs={problem.sinceMs} />)
                  </span>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {held.map((one) => <p key={one.code} data-code={one.code}>{wordsOf(one)}</p>)}
      {notes.length === 0 ? null : (
        <details id="notes">
          <summary id="notes-summary">{show.say("notes", { count: notes.length })}</summary>
          <ul>
            {notes.map((note) => <li key={toProblemKey(note)}>{wordsOf(note)}</li>)}
          </ul>
        </details>
      )}
    </section>
  );
}

/** The inside of `<main>` of a page that has no place of its own for the list. */
export function WithProblems({ show, view, children }: { show: Show; view: AppView; children: Child }) {
  return (
    <>
      <ProblemList show={show} view={view} />
      {children}
    </>
  );
}

/**
 * Programs read instants in the English of a problem, a page's readers see `2026-11-20 09:42:00 KST`. Korean sentences
 * are left alone: their particles were chosen by the last sound of the time as it stands.
 */
function toSeenTimes(text: string, lang: Lang): string {
  return lang === "en" ? text.replace(KOREAN_INSTANT, "$1 $2 KST") : text;
}
