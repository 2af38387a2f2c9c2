import { z } from "zod";
import { escapeControls, toShownText } from "../../../core/text.ts";
import { type IconName, Mark, Outside, TimeAndAgo, type Tone } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";
import { Fact } from "../strategies/facts.tsx";
import type { FormFacts } from "../strategies/head.tsx";
import { sayWord } from "../signals/story_words.ts";

/** A job as the command `jobs.show` answers it: what this page needs of it. */
export const shownJobSchema = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled", "lost"]),
  progress: z.number(),
  progress_text: z.string(),
  exit_code: z.number().nullable(),
  fault: z.string().nullable(),
  created_at: z.string(),
  ended_at: z.string().nullable(),
  is_stale: z.boolean(),
  output: z.string(),
  output_cut_bytes: z.number(),
});

export type ShownJob = z.infer<typeof shownJobSchema>;

export const isUnderWay = ({ state }: ShownJob): boolean => state === "queued" || state === "running";

export const toJobPath = (id: string): string => `/jobs/${encodeURIComponent(id)}`;

const LOOKS: Readonly<Record<ShownJob["state"], { tone: Tone; icon: IconName }>> = {
  queued: { tone: "calm", icon: "wait" },
  running: { tone: "calm", icon: "wait" },
  done: { tone: "good", icon: "check" },
  failed: { tone: "bad", icon: "cross" },
  cancelled: { tone: "warn", icon: "moon" },
  lost: { tone: "bad", icon: "alert" },
};

/** What stands inside `<main>` of `/jobs/:id`. */
export function JobMain({ show, job, form }: { show: Show; job: ShownJob; form: FormFacts }) {
  const { say, format } = show;
  const { id, kind, state, progress, progress_text: at, exit_code: exitCode, fault, is_stale: isStale } = job;
  return (
    <>
      <header
        class="overall"
        data-now={String(Math.round(show.nowMs))}
        data-again={isUnderWay(job) ? "true" : undefined}
      >
        <h1>{sayWord(show, `job_kind_${kind}`, kind)}</h1>
        <p>
          <Mark {...LOOKS[state]}>{say(`job_state_${state}`)}</Mark>
          {isStale ? <span class="small tone-warn">· {say("job_stale")}</span> : null}
        </p>
        {isUnderWay(job) ? <p class="small muted">{say("job_refreshes")}</p> : null}
      </header>
      <section class="card" aria-label={say("title_job")}>
        <dl class="facts">
          <Fact label={say("title_job")}>{id}</Fact>
          <Fact label={say("job_asked")}>
            <TimeAndAgo show={show} atMs={Date.parse(job.created_at)} />
          </Fact>
          {job.ended_at === null ? null : (
            <Fact label={say("job_ended")}>
              <TimeAndAgo show={show} atMs={Date.parse(job.ended_at)} />
            </Fact>
          )}
          {isUnderWay(job)
            ? (
              <Fact label={say("job_progress")}>
                {`${format.number(progress * 100, 0)}%`} <Outside text={toShownText(at, 80)} />
              </Fact>
            )
            : null}
          {exitCode === null ? null : <Fact label={say("job_exit_code")}>{String(exitCode)}</Fact>}
          {fault === null ? null : (
            <Fact label={say("reason")}>
              <Outside text={toShownText(fault, 300)} />
            </Fact>
          )}
        </dl>
        {isUnderWay(job)
          ? (
            <form method="post" action={`${toJobPath(id)}/cancel`} class="card-actions">
              <input type="hidden" name="csrf" value={form.csrfToken} />
              <input type="hidden" name="next" value={form.next} />
              <button type="submit" id="cancel-job" class="quiet">{say("job_cancel")}</button>
            </form>
          )
          : null}
      </section>
      <Output show={show} job={job} />
    </>
  );
}

/** Lines of a program, which may be long: they break, and nothing is scrolled sideways. */
function Output({ show, job }: { show: Show; job: ShownJob }) {
  const { say } = show;
  const { output, output_cut_bytes: cutBytes } = job;
  return (
    <section class="card" aria-labelledby="output-title">
      <header class="card-head">
        <h2 id="output-title">{say("job_output")}</h2>
      </header>
      {cutBytes === 0
        ? null
        : <p class="small muted">{say("job_output_cut", { bytes: show.format.number(cutBytes) })}</p>}
      {output === ""
        ? <p class="empty">{say("job_output_none")}</p>
        : <pre class="output" lang="en">{output.split("\n").map(escapeControls).join("\n")}</pre>}
    </section>
  );
}

export function NoJob({ text, show }: { text: string; show: Show }) {
  return (
    <section class="card">
      <h1>{text}</h1>
      <p>
        <a href={show.href("/signals")}>{show.say("signals_all")}</a>
      </p>
    </section>
  );
}
