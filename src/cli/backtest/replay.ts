/** `replay`: a live day once more from the stored candles, beside what was said live. */
import type { Command } from "commander";
import { toCommand } from "../../core/command_text.ts";
import type { Advice } from "../../core/advice.ts";
import { EXIT } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { toReasonText } from "../../core/reasons/reason_text.ts";
import { escapeControls } from "../../core/text.ts";
import type { ReplayLine } from "../../backtest/run/replay.ts";
import type { NotReplayed, Replayed } from "./replay_strategy.ts";
import { USUAL_RUN_S } from "./setup_options.ts";
import { toTableBlocks } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { createSayFrom, type SayFrom } from "../../core/lang.ts";
import { langOf, translate } from "../kit/language.ts";
import { REPLAY_TEXTS } from "../texts/backtest_checks.ts";
import { toNumberText } from "../../core/words/numbers.ts";

interface ReplayOptions {
  readonly from: string;
  readonly to: string;
  readonly strategy?: string;
  readonly timeout: string;
  readonly json: boolean;
}

/** Ends with 1 when live and replay differ, as `diff` does, and when a strategy could not be replayed. */
export function addReplayCommand(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  program.command("replay")
    .description("run a live day again from stored candles and say where the advice differs, and why")
    .requiredOption("--from <time>", "day or time in Korea, like 2026-11-14 or 2026-11-14T09:00")
    .requiredOption("--to <time>", "day or time in Korea; the end does not belong to it")
    .option("--strategy <id>", `one of \`${toCommand("strategy", "list")}\` (default: all)`)
    .option(
      "--timeout <seconds>",
      "the longest that one run of a strategy file may take; one that takes longer is told, and the others go on",
      String(USUAL_RUN_S),
    )
    .option("--json", "print JSON", false)
    .action(async (options: ReplayOptions) => {
      const { replayAll } = await import("./replay_strategy.ts");
      const all = await replayAll(terminal, options);
      if (options.json) terminal.out(JSON.stringify(all.map(toReplayJson), null, 2));
      else {
        const shown = await Promise.all(all.map((one) => toReplayLines(one, terminal)));
        for (const line of shown.flat()) terminal.out(line);
      }
      const isSame = all.every((one) =>
        one.kind === "replayed" && one.lines.every(({ kind }) => kind === "same")
      );
      setExitCode(isSame ? EXIT.ok : EXIT.runtime);
    });
}

async function toReplayLines(
  one: Replayed | NotReplayed,
  terminal: Terminal,
): Promise<readonly string[]> {
  const lang = langOf(terminal);
  const say = createSayFrom(REPLAY_TEXTS, lang);
  const id = escapeControls(one.id);
  if (one.kind === "failed") {
    return [say("failed", { id, problem: await translate(one.problem, terminal) }), ""];
  }
  const { title, lines, note } = one;
  const rows = await Promise.all(lines.map(async (line) => [
    toKstIso(line.barOpenMs).slice(0, 16).replace("T", " "),
    say(`kind_${line.kind}`),
    toAdviceText(line.live, say),
    toAdviceText(line.replayed, say),
    escapeControls(
      line.why === undefined
        ? line.live === undefined ? "" : toReasonText(line.live.reason, lang)
        : `${line.cause}: ${await translate(line.why, terminal)}`,
    ),
  ]));
  const same = lines.filter(({ kind }) => kind === "same").length;
  const sum = say("sum", {
    ...{ all: toNumberText(lines.length), same, different: lines.length - same },
  });
  const heads = [say("head_bar"), "", say("head_live"), say("head_replay"), say("head_why")];
  return [
    `${id}: ${escapeControls(title)}`,
    ...(rows.length === 0 ? [] : toTableBlocks([heads, ...rows], terminal.columns).flat()),
    ...(lines.some(({ live, replayed }) => live === undefined || replayed === undefined)
      ? [say("dash")]
      : []),
    note === undefined ? sum : say("sum_note", { sum, note: await translate(note, terminal) }),
    "",
  ];
}

function toAdviceText(advice: Advice | undefined, say: SayFrom<typeof REPLAY_TEXTS>): string {
  if (advice === undefined) return "–";
  const { action, stopPrice: price } = advice;
  return price === undefined ? action : say("stop", { action, price });
}

function toReplayJson(one: Replayed | NotReplayed) {
  if (one.kind === "failed") return { strategy: one.id, problem: one.problem };
  const { id, lines, note } = one;
  return {
    strategy: id,
    problem: null,
    note: note ?? null,
    same: lines.filter(({ kind }) => kind === "same").length,
    different: lines.filter(({ kind }) => kind !== "same").length,
    advice: lines.map(toLineJson),
  };
}

function toAdviceJson(advice: Advice | undefined) {
  return advice === undefined ? null : { ...advice, reason: toReasonText(advice.reason, "en") };
}

function toLineJson({ barOpenMs: candleOpenMs, kind, live, replayed, cause, why }: ReplayLine) {
  return {
    bar_time: toKstIso(candleOpenMs),
    kind,
    live: toAdviceJson(live),
    replay: toAdviceJson(replayed),
    cause: cause ?? null,
    why: why ?? null,
  };
}
