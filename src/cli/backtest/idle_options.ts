/** Options that do nothing as they are combined: said before the run, so that nobody reads its result as theirs. */
import type { Command } from "commander";
import { STRATEGIES } from "../../strategies/mod.ts";
import type { Terminal } from "../kit/terminal.ts";
import { pick } from "../../core/lang.ts";
import { langOf, translate } from "../kit/language.ts";
import { SWEEP_TEXTS } from "../texts/sweep.ts";

interface IdleFacts {
  readonly strategy?: string | undefined;
  readonly params?: string | undefined;
}

/** What was typed, by the names that commander keeps, and what the command knows. */
interface Typed {
  readonly is: (name: string) => boolean;
  readonly knows: (name: string) => boolean;
  readonly facts: IdleFacts;
}

interface IdleRule {
  readonly names: readonly string[];
  /** Why they do nothing; `undefined` when they do something. */
  readonly why: (typed: Typed) => string | undefined;
}

const RULES: readonly IdleRule[] = [
  // Of a check for look-ahead, it places the cuts.
  {
    names: ["seed"],
    why: ({ is, knows }) => knows("random") && !is("random") ? "without --random" : undefined,
  },
  { names: ["trainShare"], why: ({ is }) => is("walkForward") ? undefined : "without --walk-forward" },
  {
    names: ["symbol", "only", "keepOdd", "timezone", "dates", "decimal", "volume"],
    why: ({ is }) => is("market") ? "with --market: it is about files" : undefined,
  },
  {
    names: ["timeout"],
    // A sweep runs every strategy in processes that can be ended.
    why: ({ knows, facts }) =>
      !knows("random") && findShipped(facts) !== undefined
        ? "for a strategy of the program: it is about strategy files"
        : undefined,
  },
  { names: ["allowShort"], why: ({ facts }) => whyNoShort(facts) },
];

/** What goes along with --resume. */
const WITH_RESUME = ["resume", "workers", "json"];

/** A line for each option that was typed and does nothing. */
export async function warnOfIdleOptions(
  terminal: Terminal,
  command: Command,
  facts: IdleFacts,
): Promise<void> {
  const is = (name: string) => command.getOptionValueSource(name) === "cli";
  const knows = (name: string) => command.options.some((option) => option.attributeName() === name);
  const isResumed = is("resume");
  for (const option of command.options) {
    const name = option.attributeName();
    if (!is(name)) continue;
    const why = isResumed
      ? WITH_RESUME.includes(name) ? undefined : "with --resume: a sweep goes on as it was begun"
      : RULES.find(({ names }) => names.includes(name))?.why({ is, knows, facts });
    if (why === undefined) continue;
    const sentence = await translate(`${option.long ?? name} does nothing ${why}`, terminal);
    terminal.err(pick(SWEEP_TEXTS.warning, langOf(terminal), { sentence }));
  }
}

function findShipped({ strategy }: IdleFacts) {
  return STRATEGIES.find(({ id }) => id === strategy);
}

function whyNoShort(facts: IdleFacts): string | undefined {
  const shipped = findShipped(facts);
  if (shipped === undefined) return undefined;
  if (!shipped.params.safeParse({ allow_short: true }).success) {
    return `for ${shipped.id}: it never goes short`;
  }
  return /"allow_short"\s*:\s*false\b/.test(facts.params ?? "")
    ? "beside an allow_short of false in --params"
    : undefined;
}
