import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { replayDay, type ReplayedFiring, type StoredDay } from "../../signals/replay/replay_day.ts";
import type { ReadyRule } from "../../signals/rule_file/rule_spec.ts";
import { readDayArgument } from "../history/access.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { findRule, withJournal } from "./access.ts";
import { readStoredDay, refuseUnstored } from "./stored_day.ts";
import { createSayFrom } from "../../core/lang.ts";
import { langOf } from "../kit/language.ts";
import { RULE_CLI_TEXTS } from "../texts/rules.ts";
import { sayApiWord } from "../kit/api_word.ts";
import { sayOutcome } from "./show_simulation.ts";
import { toPriceNumberText } from "../../core/words/numbers.ts";
import { currencyOf } from "../../core/symbol.ts";

interface TestOptions {
  readonly day: string;
  readonly all: boolean;
  readonly json: boolean;
}

/** The minutes of a stored day at which a rule would have fired. */
export function testRule(terminal: Terminal, id: string, options: TestOptions): Promise<void> {
  const day = readDayArgument("--day", options.day);
  return withJournal(terminal, async (access) => {
    const { rule, set } = await findRule(id, access);
    refuseUnstored(rule);
    const stored = await readStoredDay(day, { config: access.config, rule, openQuietMs: set.openQuietMs });
    if (countOf(stored) === 0) throw nothingStored(rule, options.day);
    print(terminal, replayDay(rule, stored), { ...options, rule, stored });
  });
}

function countOf({ polls, candles }: StoredDay): number {
  return [...Object.values(polls), ...candles.values()].reduce((sum, { length }) => sum + length, 0);
}

function nothingStored({ prepared }: ReadyRule, day: string): UserError {
  const [what, list] = prepared.watches === "polls"
    ? ["polls", toCommand("history", "list")]
    : ["candles", toCommand("candles", "list")];
  return new UserError("invalid", `There are no ${what} of ${day}; \`${list}\` shows what there is`);
}

function print(
  terminal: Terminal,
  fired: readonly ReplayedFiring[],
  options: TestOptions & { rule: ReadyRule; stored: StoredDay },
): void {
  const { rule, day, all, json, stored } = options;
  const sent = fired.filter(({ outcome }) => outcome === "sent");
  const shown = (all ? fired : sent).map(({ atMs, firing, score, outcome }) => ({
    at: toKstIso(atMs),
    ticker: firing.ticker,
    name: firing.name ?? null,
    action: firing.action,
    class: firing.signalClass,
    price: firing.price ?? null,
    score: score ?? null,
    outcome,
    evidence: firing.evidence.map(({ key, numbers }) => ({ key, numbers })),
  }));
  if (json) {
    const counts = { met: fired.length, sent: sent.length, looked_at: countOf(stored) };
    return terminal.out(JSON.stringify({ rule: rule.spec.id, day, ...counts, firings: shown }, null, 2));
  }
  const lang = langOf(terminal);
  const say = createSayFrom(RULE_CLI_TEXTS, lang);
  if (shown.length > 0) {
    const rows = shown.map((row) => [
      row.at.slice(11, 19),
      row.ticker,
      sayApiWord(lang, `signal_action_${row.action}`, row.action),
      row.price === null ? "-" : toPriceNumberText(row.price, currencyOf(row.ticker)),
      row.score === null ? "-" : String(row.score),
      sayOutcome(lang, row.outcome),
    ]);
    const heads = ["time", "ticker", "action", "price", "score", "outcome"] as const;
    printTable(terminal, [heads.map((head) => say(`head_${head}`)), ...rows]);
  }
  const rest = fired.length - sent.length;
  const facts = { rule: rule.spec.id, day, sent: sent.length, rest };
  terminal.out(say(rest > 0 && !all ? "tested_more" : "tested", facts));
}
