import { z } from "zod";
import type { Advice, Fill, SizeHint } from "../core/advice.ts";
import { SavedParts } from "../indicators/indicator.ts";
import { heldAfter } from "./held.ts";
import type { State, Strategy, StrategyCandle, StrategyRun } from "./strategy.ts";

const ID = "signal_table";

const params = z.strictObject({
  allow_short: z.boolean().default(false).describe("Whether enter_short and exit_short are obeyed."),
});

/** What a column says. */
type Role =
  | "enterLong"
  | "exitLong"
  | "enterShort"
  | "exitShort"
  | "stop"
  | "target"
  | "units"
  | "share";

const ROLES: ReadonlyMap<string, Role> = new Map([
  ["enter_long", "enterLong"],
  ["buy", "enterLong"],
  ["entry", "enterLong"],
  ["exit_long", "exitLong"],
  ["sell", "exitLong"],
  ["exit", "exitLong"],
  ["enter_short", "enterShort"],
  ["short", "enterShort"],
  ["exit_short", "exitShort"],
  ["cover", "exitShort"],
  ["sl", "stop"],
  ["stop_loss", "stop"],
  ["tp", "target"],
  ["take_profit", "target"],
  ["size", "units"],
  ["units", "units"],
  ["share", "share"],
]);

/** The names of columns that are read, in lower case, by what their cells are. */
export const SIGNAL_COLUMNS = {
  flags: namesOf("enterLong", "exitLong", "enterShort", "exitShort"),
  amounts: namesOf("stop", "target", "units"),
  shares: namesOf("share"),
};

type Row = Partial<Record<Role, number>>;

export const signalTable: Strategy<z.infer<typeof params>> = {
  id: ID,
  title: "Signals of a table",
  description:
    "Enters and leaves where columns of the data file say so (enter_long, exit_long, enter_short, exit_short: 1 or true), " +
    "with their prices of stop and target and their size. An entry beside its exit or beside the other side's entry is none.",
  params,
  needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
  create: ({ allow_short }) => createRun(allow_short),
};

function createRun(allowShort: boolean): StrategyRun {
  /** Units of base, below 0 for a short. */
  let held = 0;
  return {
    onCandle({ isClosed, columns }: StrategyCandle): Advice | undefined {
      if (!isClosed || columns === undefined) return undefined;
      return toAdvice(readRow(columns), { allowShort, isShort: held < 0 });
    },
    onFill(fill: Fill) {
      held = heldAfter(held, fill);
    },
    save: (): State => ({ held }),
    restore(state) {
      held = new SavedParts(ID, state).number("held");
    },
  };
}

function namesOf(...roles: readonly Role[]): ReadonlySet<string> {
  return new Set([...ROLES].flatMap(([name, role]) => roles.includes(role) ? [name] : []));
}

/** Only numbers above 0 say something; of two columns for the same, the last one that does. */
function readRow(columns: Readonly<Record<string, number>>): Row {
  const row: Row = {};
  for (const name in columns) {
    const value = columns[name] ?? NaN;
    if (!(value > 0) || value === Infinity) continue;
    const role = ROLES.get(name.trim().toLowerCase());
    if (role !== undefined) row[role] = value;
  }
  return row;
}

function toAdvice(
  row: Row,
  { allowShort, isShort }: { readonly allowShort: boolean; readonly isShort: boolean },
): Advice | undefined {
  const enterLong = row.enterLong !== undefined;
  const enterShort = row.enterShort !== undefined;
  const exitLong = row.exitLong !== undefined;
  const exitShort = row.exitShort !== undefined;
  if (enterLong && !exitLong && !enterShort) return toEntry("buy", row);
  if (allowShort && enterShort && !exitShort && !enterLong) return toEntry("short", row);
  if (allowShort && isShort && exitShort && !enterShort) {
    return { action: "cover", confidence: 1, reason: { key: "table", column: "exit_short" } };
  }
  return exitLong && !enterLong
    ? { action: "sell", confidence: 1, reason: { key: "table", column: "exit_long" } }
    : undefined;
}

function toEntry(action: "buy" | "short", row: Row): Advice {
  return {
    action,
    size: toSize(row),
    stopPrice: row.stop,
    takeProfitPrice: row.target,
    confidence: 1,
    reason: { key: "table", column: action === "buy" ? "enter_long" : "enter_short" },
  };
}

function toSize({ units, share }: Row): SizeHint | undefined {
  if (units !== undefined) return { kind: "units", units };
  return share === undefined ? undefined : { kind: "share", share: Math.min(1, share) };
}
