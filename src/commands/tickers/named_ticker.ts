/** A ticker by its code or by the name that people call it; what could be meant is told, and never guessed. */
import { editDistance, NAME_ROOM, neutralise } from "../../core/text.ts";
import type { CommandContext } from "../command.ts";
import type { CommandDeps, NamedTicker } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { readTickerCode } from "../../core/symbol.ts";
import { readTicker } from "../signals/span_argument.ts";

type Context = Pick<CommandContext, "owner" | "deps">;

const MOST_CANDIDATES = 8;
const MOST_KNOWN = 10;

/** @throws {CommandRefusal} with those that may be meant, or those that are known. */
export async function readNamedTicker(text: string, { owner, deps }: Context): Promise<string> {
  const code = readTickerCode(text);
  if (code !== undefined) return code;
  const known = await deps.names?.list(owner);
  if (known === undefined) return readTicker(text);
  const asked = fold(text);
  const exact = toUnique(known.filter(({ name }) => fold(name) === asked));
  const [first, second] = exact;
  if (first !== undefined && second === undefined) return first.ticker;
  const candidates = exact.length > 0 ? exact : findNear(asked, known);
  throw candidates.length > 0 ? toWhich(text, candidates) : toUnknown(text, known);
}

/** Of our own lists; `undefined` for one that nobody has named. */
export async function findName(ticker: string, { owner, deps }: Context): Promise<string | undefined> {
  return (await findNames({ owner, deps })).get(ticker);
}

/** By ticker. */
export async function findNames(
  { owner, deps }: { readonly owner: string; readonly deps: Pick<CommandDeps, "names"> },
): Promise<ReadonlyMap<string, string>> {
  const known = await deps.names?.list(owner) ?? [];
  // Of several names the first is the one that people know best.
  return new Map(known.toReversed().map(({ ticker, name }) => [ticker, name]));
}

/** `카카오(035720)`; the code alone where no name is known, or of a coin, whose code is its name. */
export function toNamed(ticker: string, name: string | null | undefined): string {
  const code = neutralise(ticker, NAME_ROOM);
  if (name === null || name === undefined || ticker.includes("/")) return code;
  const shown = neutralise(name, NAME_ROOM);
  return shown === "?" || shown === code ? code : `${shown}(${code})`;
}

/** Case, spaces and how an accent is written do not make another name. */
function fold(text: string): string {
  return text.normalize("NFKC").replaceAll(/\s+/g, "").toLowerCase();
}

/** Those that hold what was written, then those that differ from it by a slip of the hand. */
function findNear(asked: string, known: readonly NamedTicker[]): readonly NamedTicker[] {
  if (asked === "") return [];
  const holding = known.filter(({ name }) => fold(name).includes(asked));
  if (holding.length > 0) return toUnique(holding);
  return toUnique(known.filter(({ name }) => asked.length >= 3 && editDistance(fold(name), asked) === 1));
}

function toUnique(all: readonly NamedTicker[]): readonly NamedTicker[] {
  return all.filter(({ ticker }, i) => all.findIndex((other) => other.ticker === ticker) === i);
}

function toWhich(text: string, candidates: readonly NamedTicker[]): CommandRefusal {
  const list = toList(candidates, MOST_CANDIDATES);
  const shown = toAsked(text);
  return new CommandRefusal("arguments", "which_ticker", {
    message: `Which one is ${shown}? Write the whole name or the code: ${list}`,
    ko: `${shown} 은(는) 어느 종목인가요? 이름 전체나 코드로 적어 주세요: ${list}`,
    more: { candidates: candidates.slice(0, MOST_CANDIDATES).map(({ ticker, name }) => ({ ticker, name })) },
  });
}

function toUnknown(text: string, known: readonly NamedTicker[]): CommandRefusal {
  const shown = toAsked(text);
  const list = known.length === 0 ? undefined : toList(toUnique(known), MOST_KNOWN);
  return new CommandRefusal("arguments", "bad_ticker", {
    message: `Nobody here knows ${shown}. Write a code like 005930 or BTC/KRW${
      list === undefined ? "" : `, or a name that is known: ${list}`
    }`,
    ko: `${shown} 은(는) 모르는 이름입니다. 코드로 적어 주세요(005930, BTC/KRW).${
      list === undefined ? "" : ` 아는 이름: ${list}`
    }`,
  });
}

function toList(all: readonly NamedTicker[], most: number): string {
  const more = all.length - most;
  const shown = all.slice(0, most).map(({ ticker, name }) => toNamed(ticker, name)).join(", ");
  return more > 0 ? `${shown} … +${more}` : shown;
}

const toAsked = (text: string) => `“${neutralise(text, NAME_ROOM)}”`;
