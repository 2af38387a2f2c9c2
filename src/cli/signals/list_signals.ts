/** `signals list`: what rules, strategies and other programs brought up, and what became of it. */
import { type Command, Option } from "commander";
import { realClock } from "../../app/runtime.ts";
import { OWNER } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { toKstClock } from "../../core/kst.ts";
import { createSayFrom, type Lang } from "../../core/lang.ts";
import { toShownText } from "../../core/text.ts";
import { NOWHERE } from "../../signals/outgoing.ts";
import { SIGNAL_STATES, type SignalRecord, type SignalState } from "../../signals/signal_journal.ts";
import { toSignalJson } from "../../web/api/signal_json.ts";
import { readDayArgument } from "../history/access.ts";
import { sayApiWord } from "../kit/api_word.ts";
import { langOf } from "../kit/language.ts";
import { SIGNAL_LIST_TEXTS } from "../texts/signals.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { LOOKS, withStore } from "../kit/with_store.ts";

const LONGEST_LIST = 1_000;

interface ListOptions {
  readonly day?: string;
  readonly state?: SignalState;
  readonly json: boolean;
}

export function addListCommand(signals: Command, terminal: Terminal): void {
  signals.command("list").description(
    `the last ${LONGEST_LIST} signals, newest first, with their scores and what became of them; what was claimed: ` +
      toCommand("signals", "claims"),
  )
    .option("--day <date>", "of one day in Korea, like 2026-11-20")
    .addOption(new Option("--state <state>", "only those").choices(SIGNAL_STATES))
    .option("--json", "print JSON, as GET /signals answers it", false)
    .action((options: ListOptions) => listSignals(terminal, options));
}

async function listSignals(terminal: Terminal, { day: dayText, state, json }: ListOptions): Promise<void> {
  const say = createSayFrom(SIGNAL_LIST_TEXTS, langOf(terminal));
  const day = dayText === undefined ? undefined : readDayArgument("--day", dayText);
  const states = state && [state];
  const signals = await withStore(
    terminal,
    (store) => store.signalJournalTo(NOWHERE).list(OWNER, { day, states, limit: LONGEST_LIST }),
    LOOKS,
  );
  if (json) {
    // Until 0.3 these words printed what is claimed; a script that still reads that is to be told, once a call.
    terminal.err(say("note_claims", { command: toCommand("signals", "claims", "--json") }));
    return terminal.out(JSON.stringify(signals.map(toSignalJson), null, 2));
  }
  if (signals.length === 0) {
    const isAll = day === undefined && state === undefined;
    return terminal.out(
      isAll ? say("none_fired", { command: toCommand("rules", "list") }) : say("none_such"),
    );
  }
  const heads = ["number", "ticker", "name", "action", "rule", "score", "state", "fired"] as const;
  const about = { nowMs: realClock.now(), lang: langOf(terminal) };
  const rows = signals.map((signal) => toCells(signal, about));
  printTable(terminal, [heads.map((head) => say(`head_${head}`)), ...rows]);
}

function toCells(
  signal: SignalRecord,
  { nowMs, lang }: { readonly nowMs: number; readonly lang: Lang },
): readonly string[] {
  const say = createSayFrom(SIGNAL_LIST_TEXTS, lang);
  const { label, id, ticker, name, action, rule, score, state, reason, repeats, firedAtMs } = signal;
  const wordOf = (key: string, word: string) => sayApiWord(lang, key, word);
  const why = reason === undefined ? "" : ` (${wordOf(`skip_${reason}`, reason)})`;
  const told = `${wordOf(`signal_state_${state}`, state)}${why}`;
  const firedAt = toKstClock(firedAtMs);
  return [
    label ?? id.slice(-6),
    ticker,
    name === undefined ? "-" : toShownText(name, 30),
    wordOf(`signal_action_${action}`, action),
    rule,
    score === undefined ? "-" : String(score),
    repeats === 0 ? told : say("repeated", { state: told, count: repeats }),
    // Dated by a clock that was ahead.
    firedAtMs > nowMs ? say("future", { words: firedAt }) : firedAt,
  ];
}
