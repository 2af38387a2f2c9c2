/** `jobs …`: long work that the service does, and what it said. */
import type { Command } from "commander";
import { cancelJob } from "../../commands/jobs/cancel.ts";
import type { JobJson, JobRowJson } from "../../commands/jobs/job_json.ts";
import { listJobs } from "../../commands/jobs/list.ts";
import { showJob } from "../../commands/jobs/show.ts";
import { toCommand } from "../../core/command_text.ts";
import { escapeControls } from "../../core/text.ts";
import { callCommand } from "../kit/command_context.ts";
import { langOf, translate } from "../kit/language.ts";
import { toWhole } from "../kit/number_options.ts";
import { toTableBlocks } from "../kit/table.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { withJobs } from "./access.ts";
import { LOOKS } from "../kit/with_store.ts";
import { createSayFrom, type SayFrom } from "../../core/lang.ts";
import { JOB_TEXTS } from "../texts/jobs.ts";
import { toPercentText } from "../../core/words/numbers.ts";

export function addJobCommands(program: Command, terminal: Terminal): void {
  const jobs = program.command("jobs").description(
    "long work that the running service does, and what it said",
  );
  jobs.command("list").description("the newest first")
    .option("--limit <number>", "how many", toWhole(1, 200), 20)
    .option("--json", "print JSON", false)
    .action(({ limit, json }) =>
      withJobs(terminal, async (deps) => {
        const { items } = await callCommand(listJobs, { limit }, deps);
        if (json) terminal.out(JSON.stringify(items, null, 2));
        else await printList(terminal, items);
      }, LOOKS)
    );
  jobs.command("show").description("one job and the last 64 kB of what it said").argument("<id>")
    .option("--json", "print JSON", false)
    .action((id: string, { json }) =>
      withJobs(terminal, async (deps) => {
        const job = await callCommand(showJob, { id }, deps);
        if (json) terminal.out(JSON.stringify(job, null, 2));
        else await printJob(terminal, job);
      }, LOOKS)
    );
  jobs.command("cancel").description("end a job: at once while it waits, within seconds while it runs")
    .argument("<id>")
    .action((id: string) =>
      withJobs(terminal, async (deps) => {
        const result = await callCommand(cancelJob, { id }, deps);
        terminal.out(cancelJob.words(result)[langOf(terminal)]);
      })
    );
}

async function printList(terminal: Terminal, jobs: readonly JobRowJson[]): Promise<void> {
  const say = createSayFrom(JOB_TEXTS, langOf(terminal));
  if (jobs.length === 0) {
    return terminal.out(say("none", {
      command: toCommand(
        "backtest",
        "run",
        "--strategy",
        "ma_cross",
        "--market",
        "upbit:BTC/KRW",
        "--background",
      ),
    }));
  }
  const cells = await Promise.all(jobs.map(async (job) => [
    job.id,
    job.kind,
    toStateText(job, say),
    toPercentText(job.progress * 100, 0),
    job.created_at.slice(0, 16).replace("T", " "),
    escapeControls(await translate(job.progress_text, terminal)),
  ]));
  const heads = ["id", "kind", "state", "done", "asked", "at"] as const;
  const blocks = toTableBlocks([heads.map((head) => say(`head_${head}`)), ...cells], terminal.columns);
  for (const [row, lines] of blocks.entries()) {
    for (const line of lines) terminal.out(line);
    const fault = jobs[row - 1]?.fault ?? null;
    if (fault !== null) terminal.out(say("why", { fault: escapeControls(await translate(fault, terminal)) }));
  }
}

function toStateText({ state, is_stale: isStale }: JobRowJson, say: SayFrom<typeof JOB_TEXTS>): string {
  const said = say(`state_${state}`);
  return isStale ? say("stale", { state: said }) : said;
}

async function printJob(terminal: Terminal, job: JobJson): Promise<void> {
  const say = createSayFrom(JOB_TEXTS, langOf(terminal));
  const { actor, output, output_cut_bytes: cut } = job;
  const rows = [
    [say("head_kind"), job.kind],
    [say("head_state"), toStateText(job, say)],
    [
      say("head_done"),
      `${toPercentText(job.progress * 100, 0)} ${
        escapeControls(await translate(job.progress_text, terminal))
      }`
        .trimEnd(),
    ],
    ...(job.fault === null ? [] : [[say("row_why"), escapeControls(await translate(job.fault, terminal))]]),
    ...(job.exit_code === null ? [] : [[say("row_exit_code"), String(job.exit_code)]]),
    [
      say("head_asked"),
      say("asked_by", { time: job.created_at, kind: actor.kind, id: escapeControls(actor.id) }),
    ],
    ...(job.started_at === null ? [] : [[say("row_started"), job.started_at]]),
    ...(job.ended_at === null ? [] : [[say("row_ended"), job.ended_at]]),
    ...(job.cancel_asked_at === null
      ? []
      : [[say("row_cancel"), say("cancel_asked", { time: job.cancel_asked_at })]]),
    [say("row_request"), escapeControls(JSON.stringify(job.request))],
  ];
  terminal.out(job.id);
  for (const line of toTable(rows.map(([name = "", text = ""]) => [`  ${name}`, text]))) terminal.out(line);
  if (cut > 0) terminal.out(say("cut", { bytes: cut }));
  if (output === "") return;
  for (const line of output.replace(/\n$/, "").split("\n")) terminal.out(escapeControls(line));
}
