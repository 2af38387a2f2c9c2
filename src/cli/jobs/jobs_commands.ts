/** `jobs …`: long work that the service does, and what it said. */
import type { Command } from "commander";
import { cancelJob } from "../../commands/jobs/cancel.ts";
import type { JobJson, JobRowJson } from "../../commands/jobs/job_json.ts";
import { listJobs } from "../../commands/jobs/list.ts";
import { showJob } from "../../commands/jobs/show.ts";
import { toCommand } from "../../core/command_text.ts";
import { escapeControls } from "../../core/text.ts";
import { callCommand } from "../kit/command_context.ts";
import { langOf } from "../kit/language.ts";
import { toWhole } from "../kit/number_options.ts";
import { toTableBlocks } from "../kit/table.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { withJobs } from "./access.ts";
import { LOOKS } from "../kit/with_store.ts";
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
        else printList(terminal, items);
      }, LOOKS)
    );
  jobs.command("show").description("one job and the last 64 kB of what it said").argument("<id>")
    .option("--json", "print JSON", false)
    .action((id: string, { json }) =>
      withJobs(terminal, async (deps) => {
        const job = await callCommand(showJob, { id }, deps);
        if (json) terminal.out(JSON.stringify(job, null, 2));
        else printJob(terminal, job);
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

function printList(terminal: Terminal, jobs: readonly JobRowJson[]): void {
  if (jobs.length === 0) {
    return terminal.out(
      `no jobs yet; for example: ${
        toCommand("backtest", "run", "--strategy", "ma_cross", "--market", "upbit:BTC/KRW", "--background")
      }`,
    );
  }
  const cells = jobs.map((job) => [
    job.id,
    job.kind,
    toStateText(job),
    toPercentText(job.progress * 100, 0),
    job.created_at.slice(0, 16).replace("T", " "),
    escapeControls(job.progress_text),
  ]);
  const heads = ["id", "kind", "state", "done", "asked", "at"];
  toTableBlocks([heads, ...cells], terminal.columns).forEach((lines, row) => {
    for (const line of lines) terminal.out(line);
    const fault = jobs[row - 1]?.fault ?? null;
    if (fault !== null) terminal.out(`  why: ${escapeControls(fault)}`);
  });
}

function toStateText({ state, is_stale: isStale }: JobRowJson): string {
  return isStale ? `${state}? nobody has said so for a while; is the service running?` : state;
}

function printJob(terminal: Terminal, job: JobJson): void {
  const { actor, output, output_cut_bytes: cut } = job;
  const rows = [
    ["kind", job.kind],
    ["state", toStateText(job)],
    ["done", `${toPercentText(job.progress * 100, 0)} ${escapeControls(job.progress_text)}`.trimEnd()],
    ...(job.fault === null ? [] : [["why", escapeControls(job.fault)]]),
    ...(job.exit_code === null ? [] : [["exit code", String(job.exit_code)]]),
    ["asked", `${job.created_at} by ${actor.kind} ${escapeControls(actor.id)}`],
    ...(job.started_at === null ? [] : [["started", job.started_at]]),
    ...(job.ended_at === null ? [] : [["ended", job.ended_at]]),
    ...(job.cancel_asked_at === null ? [] : [["cancel", `asked for at ${job.cancel_asked_at}`]]),
    ["request", escapeControls(JSON.stringify(job.request))],
  ];
  terminal.out(job.id);
  for (const line of toTable(rows.map(([name = "", text = ""]) => [`  ${name}`, text]))) terminal.out(line);
  if (cut > 0) terminal.out(`[${cut} bytes before this are gone]`);
  if (output === "") return;
  for (const line of output.replace(/\n$/, "").split("\n")) terminal.out(escapeControls(line));
}
