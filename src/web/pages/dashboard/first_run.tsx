import type { Child } from "hono/jsx";
import { toCommand } from "../../../core/command_text.ts";
import { Icon, Time } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";
import type { PageView } from "../../view.ts";

/** What each setting is; one without words here stands by its name. */
const WHAT = { STOCK_API_URL: "setting_url", WEBAI_API_KEY: "setting_key" } as const;

/** Until the home server has answered once there is nothing to show but how to get there. */
export function isFirstRun({ mode, missingSettings, sources }: PageView): boolean {
  return mode === "live" && (missingSettings.length > 0 || !hasAnswered({ sources }));
}

function hasAnswered({ sources }: Pick<PageView, "sources">): boolean {
  return sources.some(({ facts }) => facts.lastSuccessAtMs !== undefined);
}

/** What this program is, what is left to do, and what works before that. It goes away by itself. */
export function FirstRun({ show, view }: { show: Show; view: PageView }) {
  const { say } = show;
  const { missingSettings: missing, schedule: { nextPollAtMs } } = view;
  const isSet = missing.length === 0;
  const isAnswered = hasAnswered(view);
  return (
    <section class="card first-run" id="first-run" aria-labelledby="first-run-title">
      <h2 id="first-run-title">{say("first_run")}</h2>
      <p>{say("first_run_what")}</p>
      <ol>
        <Step show={show} isDone={isSet} word={say("first_run_settings")}>
          {isSet ? null : (
            <>
              <ul>
                {missing.map((name) => (
                  <li key={name}>
                    <code>{name}</code> {isKnown(name) ? say(WHAT[name]) : null}
                  </li>
                ))}
              </ul>
              <p>{say("first_run_check", { command: toCommand("doctor") })}</p>
            </>
          )}
        </Step>
        <Step show={show} isDone={isAnswered} word={say("first_run_answer")}>
          {isAnswered ? null : (
            <p>
              {say(isSet ? "first_run_poll" : "first_run_after")}
              {isSet && nextPollAtMs !== undefined
                ? (
                  <>
                    {" "}
                    {say("first_run_next")} <Time show={show} atMs={nextPollAtMs} />
                  </>
                )
                : null}
            </p>
          )}
        </Step>
      </ol>
      <p>
        <b>{say("first_run_already")}</b> <a href={show.href("/data")}>{say("title_data")}</a> ·{" "}
        <a href={show.href("/strategies")}>{say("title_strategies")}</a> ·{" "}
        <a href={show.href("/backtests")}>{say("title_backtests")}</a> ·{" "}
        <a href={show.href("/alerts")}>{say("title_alerts")}</a> ·{" "}
        <a href={show.href("/calendar")}>{say("title_calendar")}</a>
      </p>
      <p class="small muted">{say("first_run_demo", { command: toCommand("demo") })}</p>
    </section>
  );
}

function Step(
  { show, isDone, word, children }: { show: Show; isDone: boolean; word: string; children?: Child },
) {
  return (
    <li>
      <p class={isDone ? "tone-good" : "tone-warn"}>
        <Icon name={isDone ? "check" : "wait"} /> <b>{word}</b>{" "}
        <span class="small">{show.say(isDone ? "first_run_done" : "first_run_open")}</span>
      </p>
      {children}
    </li>
  );
}

function isKnown(name: string): name is keyof typeof WHAT {
  return Object.hasOwn(WHAT, name);
}
