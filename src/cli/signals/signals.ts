import type { Command } from "commander";
import { OWNER } from "../../core/actor.ts";
import { claimSignal, LONGEST_HOURS } from "../../commands/signals/claim.ts";
import { confirmSignal } from "../../commands/signals/confirm.ts";
import { listSignals, LONGEST_LIST } from "../../commands/signals/list.ts";
import { releaseSignal } from "../../commands/signals/release.ts";
import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { HOUR_MS, toKstIso } from "../../core/kst.ts";
import { createSayFrom } from "../../core/lang.ts";
import { readSignalKey } from "../../signals/dedup/signal_key.ts";
import { openStore, type Store } from "../../app/data/store.ts";
import { callCommand } from "../kit/command_context.ts";
import { addListCommand } from "./list_signals.ts";
import { langOf, translate } from "../kit/language.ts";
import { loadConfig } from "../kit/load_config.ts";
import { addStoryCommands } from "./show_signal.ts";
import { SIGNAL_LIST_TEXTS } from "../texts/signals.ts";
import { printTable } from "../kit/table.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";
import { addHaltCommands } from "./halt_commands.ts";
import { type LookOptions, LOOKS } from "../kit/with_store.ts";
import { toFixedText } from "../../core/words/numbers.ts";

/** 75 is EX_TEMPFAIL of sysexits: asked rightly, answered "not now". For scripts that send signals. */
const EXIT_NOT_WON = 75;
const HOUR_TEXT =
  `hours during which the pair counts as sent, above 0 and at most ${LONGEST_HOURS} (default: SIGNAL_V2_DEDUP_HOURS)`;

/** The memory of what went out, for a person who looks and for other programs that send signals. */
export function addSignalCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  const signals = program.command("signals").description(
    "what fired and what became of it, and claiming what is to be sent",
  );
  addListCommand(signals, terminal);
  addStoryCommands(signals, terminal);
  signals.command("claims").description(
    `the last ${LONGEST_LIST} pairs of ticker and action that were claimed or sent, newest first: by the later ` +
      "of the open claim and the sending, then by ticker and action",
  )
    .option("--json", "print JSON", false)
    .action(({ json }) => withStore(terminal, (store) => listClaims(store, terminal, json), LOOKS));
  signals.command("claim").description(
    "ask for the right to send: exit code 0 yes, 75 no (sent already, or someone else is at it)",
  )
    .argument(
      "<ticker>",
      "or - to read lines of `ticker action [confidence]` and answer each with a line of JSON",
    )
    .argument("[action]", "buy or sell").option("--confidence <0..1>").option("--hours <n>", HOUR_TEXT)
    .action(async (ticker: string, action: string | undefined, options) => {
      const hours = readHours(options.hours);
      await withStore(terminal, async (store) => {
        if (ticker === "-") return await claimLines(store, terminal, hours);
        const won = await claimOne(store, { ticker, action, confidence: options.confidence, hours });
        terminal.out(JSON.stringify(won));
        if (won.error !== undefined) terminal.err(await translate(won.error, terminal));
        if (!won.won) setExitCode(EXIT_NOT_WON);
      });
    });
  signals.command("confirm").description("say that a claimed signal was sent").argument("<claim-id>")
    .action((claimId: string) =>
      withStore(
        terminal,
        async (store) => {
          const { confirmed } = await callCommand(confirmSignal, { claim_id: claimId }, {
            signals: store.signals,
          });
          tell(confirmed, "confirmed", terminal, setExitCode);
        },
      )
    );
  addHaltCommands(signals, terminal);
  addClockCommands(signals, terminal, setExitCode);
  addSimulateCommand(signals, terminal);
  signals.command("release").description("give a claim back unsent").argument("<claim-id>")
    .action((claimId: string) =>
      withStore(
        terminal,
        async (store) => {
          const { released } = await callCommand(releaseSignal, { claim_id: claimId }, {
            signals: store.signals,
          });
          tell(released, "released", terminal, setExitCode);
        },
      )
    );
}

function addSimulateCommand(signals: Command, terminal: Terminal): void {
  signals.command("simulate").description(
    "what a rule says of a ticker, now or at a stored time; nothing is claimed, and nothing is sent unless asked for",
  )
    .requiredOption("--rule <id>", "of the file, built in, or an alarm")
    .requiredOption("--ticker <ticker>", "like 005930 or BTC/KRW")
    .option("--at <time>", "a time in Korea like 2026-11-20T09:20 (default: now)")
    .option("--judge <id>", "who is asked (default: the one in force)")
    .option(
      "--deliver",
      "send it to the chats that are told, marked as a simulation and without a sound",
      false,
    )
    .option("--json", "print JSON", false)
    .action(async (options) => {
      // Claiming, which is what most callers want, need not read in rules and histories.
      const { runSimulate } = await import("../rules/simulate.ts");
      await runSimulate(terminal, options);
    });
}

/** For what a clock has dated wrongly. */
function addClockCommands(signals: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  signals.command("forget")
    .description(
      "forget one pair, whose time is wrong: the next claim of it wins, and may send it a second time",
    )
    .argument("<ticker>").argument("<action>", "buy or sell").option("--yes", "really", false)
    .action(async (ticker: string, action: string, { yes }: { yes: boolean }) => {
      const key = readKeyArgument(ticker, action);
      const again = toCommand("signals", "forget", key.ticker, key.action, "--yes");
      requireYes(
        yes,
        `${key.ticker} ${key.action} may then be sent a second time; if that is right: ${again}`,
      );
      await withStore(
        terminal,
        async (store) =>
          tell(await store.signals.forget(OWNER, { ticker, action }), "forgotten", terminal, setExitCode),
      );
    });
  signals.command("trust-clock")
    .description("say that the clock is right, although the database has later rows: claims are won again")
    .option("--yes", "really", false)
    .action(async ({ yes }: { yes: boolean }) => {
      const again = toCommand("signals", "trust-clock", "--yes");
      requireYes(yes, `is it ${toKstIso(realClock.now())} in Korea? If it is: ${again}`);
      await withStore(terminal, async (store) => {
        await store.claimClock.trust();
        tell(true, "trusted", terminal, setExitCode);
      });
    });
}

function toScore(confidence: number | null | undefined): string {
  return confidence === null || confidence === undefined ? "-" : toFixedText(confidence, 2);
}

function requireYes(isSaid: boolean, sentence: string): void {
  if (!isSaid) throw new UserError("invalid", `Nothing was changed: ${sentence}`);
}

function readKeyArgument(ticker: string, action: string) {
  try {
    return readSignalKey(ticker, action);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError("invalid", error.message);
    throw error;
  }
}

async function withStore(
  terminal: Terminal,
  use: (store: Store) => Promise<void> | void,
  options: LookOptions = {},
): Promise<void> {
  const config = await loadConfig();
  const clock = realClock;
  const log = createTerminalLog(config, { terminal, now: () => clock.now(), write: terminal.err });
  await using store = await openStore({
    dir: config.dataDir,
    clock,
    log,
    ...options,
    dedupHours: config.dedupWindowMs / HOUR_MS,
  });
  await use(store);
}

async function listClaims({ signals }: Store, terminal: Terminal, json: boolean): Promise<void> {
  const { items: shown } = await callCommand(listSignals, { limit: LONGEST_LIST }, { signals });
  if (json) return terminal.out(JSON.stringify(shown, null, 2));
  const say = createSayFrom(SIGNAL_LIST_TEXTS, langOf(terminal));
  if (shown.length === 0) return terminal.out(say("none_claimed"));
  const heads = [
    ...["ticker", "action", "state", "conf", "last_sent", "claim_conf", "claimed", "lease", "claim"] as const,
  ].map((head) => say(`head_${head}`));
  const cells = shown.map((row) => [
    row.ticker,
    row.action,
    row.in_future === true ? say("future", { words: row.state }) : row.state,
    toScore(row.confidence),
    row.last_sent ?? "-",
    toScore(row.claim_confidence),
    row.claimed_at ?? "-",
    row.lease_until ?? "-",
    row.claim_id ?? "-",
  ]);
  printTable(terminal, [heads, ...cells]);
}

interface ClaimText {
  readonly ticker: string;
  readonly action: string | undefined;
  readonly confidence: string | undefined;
  readonly hours: number | undefined;
}

async function claimOne({ signals }: Store, { ticker, action, confidence, hours }: ClaimText) {
  if (action === undefined) {
    throw new UserError(
      "invalid",
      `Cannot claim: say the action too, for example \`${toCommand("signals", "claim", "005930", "buy")}\``,
    );
  }
  const level = readConfidence(confidence);
  const asked = {
    ...{ ticker, action },
    ...(level === undefined ? {} : { confidence: level }),
    ...(hours === undefined ? {} : { hours }),
  };
  return await callCommand(claimSignal, asked, { signals });
}

/** One claim a line, answered in order; a line that cannot be read is answered with its error. */
async function claimLines(store: Store, terminal: Terminal, hours: number | undefined): Promise<void> {
  for await (const line of readLines()) {
    const [ticker = "", action, confidence] = line.trim().split(/\s+/);
    if (ticker === "") continue;
    try {
      terminal.out(JSON.stringify(await claimOne(store, { ticker, action, confidence, hours })));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { code } = error;
      terminal.out(
        JSON.stringify({ ...showKey(ticker, action), won: false, code, error: toErrorText(error) }),
      );
    }
  }
}

/** As the store spells it, or as it came when that is what is wrong with the line. */
function showKey(ticker: string, action: string | undefined) {
  try {
    return readSignalKey(ticker, action ?? "");
  } catch (error) {
    if (error instanceof RangeError) return { ticker, action: action ?? null };
    throw error;
  }
}

const LONGEST_LINE = 1_000;

async function* readLines(): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      throw new UserError("invalid", `Cannot read a line of more than ${LONGEST_LINE} characters`);
    }
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function readConfidence(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const level = Number(text);
  if (text.trim() !== "" && level >= 0 && level <= 1) return level;
  throw new UserError("invalid", "The confidence must be a number from 0 to 1, for example 0.82");
}

function readHours(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const hours = Number(text);
  if (hours > 0 && hours <= LONGEST_HOURS) return hours;
  throw new UserError(
    "invalid",
    `--hours must be a number above 0 and at most ${LONGEST_HOURS}, for example 24`,
  );
}

function tell(isDone: boolean, word: string, terminal: Terminal, setExitCode: (code: number) => void): void {
  terminal.out(JSON.stringify({ [word]: isDone }));
  if (!isDone) setExitCode(EXIT_NOT_WON);
}
