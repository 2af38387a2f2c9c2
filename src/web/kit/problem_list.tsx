import type { Child } from "hono/jsx";
import { findShownProblems } from "../problems/problems.ts";
import { type Problem, toProblemKey } from "../problems/problem_facts.ts";
import type { AppView } from "../view.ts";
import { Ago, Icon } from "./marks.tsx";
import type { Show } from "./show.ts";

/** Above everything else, and the same on every page: what is wrong and what to do about it. */
export function ProblemList({ show, view }: { show: Show; view: AppView }) {
  const all = findShownProblems(view);
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
              {problem[show.lang]}
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
      {held.map((one) => <p key={one.code} data-code={one.code}>{one[show.lang]}</p>)}
      {notes.length === 0 ? null : (
        <details id="notes">
          <summary id="notes-summary">{show.say("notes", { count: notes.length })}</summary>
          <ul>
            {notes.map((note) => <li key={toProblemKey(note)}>{note[show.lang]}</li>)}
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
