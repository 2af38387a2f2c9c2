/** `signals simulate`: what a rule says of one ticker, from what is stored; sent to nobody unless that is asked for. */
import { realClock } from "../../app/runtime.ts";
import { OWNER } from "../../core/actor.ts";
import { UserError } from "../../core/errors.ts";
import { kstDayOf } from "../../core/kst.ts";
import { readTimeArgument } from "../../commands/series_argument.ts";
import { readTicker } from "../../commands/signals/span_argument.ts";
import type { Config } from "../../config/config.ts";
import type { MessageRow } from "../../notifiers/message_store.ts";
import type { Judge } from "../../signals/judges/judge.ts";
import { JUDGES } from "../../signals/judges/mod.ts";
import { NOWHERE, type OutgoingFacts } from "../../signals/outgoing.ts";
import { toEndOfMinute } from "../../signals/background/simulation_request.ts";
import { simulate, type Simulated } from "../../signals/replay/simulate.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";
import { withStore } from "../kit/with_store.ts";
import { findRule } from "./access.ts";
import { deliverFromHere } from "./deliver.ts";
import { showSimulation, type SimulationAsked } from "./show_simulation.ts";
import { readStoredDay, refuseUnstored } from "./stored_day.ts";
import type { Store } from "../../app/data/store.ts";

interface CommandOptions {
  readonly rule: string;
  readonly ticker: string;
  readonly at?: string;
  readonly judge?: string;
  readonly deliver: boolean;
  readonly json: boolean;
}

export interface SimulationAccess {
  readonly store: Store;
  readonly config: Config;
}

/** Nothing is claimed, muted or remembered; without --deliver nothing is written at all. */
export async function runSimulate(terminal: Terminal, options: CommandOptions): Promise<void> {
  const { at, rule, judge, deliver, json } = options;
  const ticker = readTicker(options.ticker);
  const untilMs = at === undefined ? realClock.now() : toEndOfMinute(readTimeArgument("--at", at));
  await withStore(terminal, async (store, config) => {
    const log = createTerminalLog(config, { terminal, now: () => realClock.now(), write: terminal.err });
    const asked = { rule, ticker, untilMs, judge };
    const simulated = await simulateStored(asked, { store, config });
    const rows = await deliverIfAsked(
      simulated.message,
      deliver,
      (facts) => deliverFromHere(facts, { store, config, log }),
    );
    showSimulation(terminal, simulated, { ...asked, json, rows });
  });
}

/** @returns `undefined` when nobody asked for it or there is nothing to send. */
export async function deliverIfAsked(
  message: OutgoingFacts | undefined,
  isAsked: boolean,
  deliver: (facts: OutgoingFacts) => Promise<readonly MessageRow[]>,
): Promise<readonly MessageRow[] | undefined> {
  return isAsked && message !== undefined ? await deliver(message) : undefined;
}

/** @throws {UserError} for a rule that there is not, or that looks at what is not stored. */
export async function simulateStored(
  { rule: id, ticker, untilMs, judge }: SimulationAsked,
  { store, config }: SimulationAccess,
): Promise<Simulated> {
  const asked = findJudge(judge ?? config.judge);
  const { rule, set } = await findRule(id, { journal: store.signalJournalTo(NOWHERE), config });
  refuseUnstored(rule);
  const day = await readStoredDay(kstDayOf(untilMs), { config, rule, openQuietMs: set.openQuietMs });
  const signal = new AbortController().signal;
  return await simulate(rule, day, { owner: OWNER, ticker, untilMs, judge: asked, clock: realClock, signal });
}

function findJudge(id: string): Judge {
  const judge = JUDGES.find((one) => one.id === id);
  if (judge !== undefined) return judge;
  const known = JUDGES.map((one) => one.id).join(", ");
  throw new UserError("invalid", `There is no judge ${JSON.stringify(id.slice(0, 40))}; there are ${known}`);
}
