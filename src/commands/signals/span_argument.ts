/** How long something is to be quiet, and of what: as a person says it. */
import { DAY_MS, kstDayOf, kstDayStartMs, toKstIso } from "../../core/kst.ts";
import { readTickerCode } from "../../core/symbol.ts";
import { readWrittenSpan } from "../../core/words/spans.ts";
import type { Wording } from "../command.ts";
import { type CommandDeps, need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";

const LONGEST_MS = 30 * DAY_MS;

/** `today` ends at midnight in Korea; `30m`, `2h` and `3d` so long from now. @throws {CommandRefusal} */
export function readUntilMs(text: string, nowMs: number): number {
  const span = readWrittenSpan(text);
  if (span?.kind === "today") return kstDayStartMs(kstDayOf(nowMs) + 1);
  if (span !== undefined && span.lengthMs <= LONGEST_MS) return nowMs + span.lengthMs;
  const shown = JSON.stringify(text.slice(0, 20));
  throw new CommandRefusal("arguments", "bad_span", {
    message: `Cannot read ${shown}: write today, or a time up to 30d like 30m, 2h or 3d`,
    ko: `기간 ${shown} 을(를) 읽지 못했습니다. 오늘, 또는 30분, 2시간, 3일처럼 30일까지 적어 주세요.`,
  });
}

/**
 * Until when something is to be quiet. Who says no length ends nothing sooner that is quiet already.
 *
 * @throws {CommandRefusal}
 */
export async function readQuietUntilMs(
  text: string | undefined,
  { ticker, usual, owner, deps }: {
    readonly ticker: string;
    /** When no length is said. */
    readonly usual: string;
    readonly owner: string;
    readonly deps: CommandDeps;
  },
): Promise<number> {
  const untilMs = readUntilMs(text ?? usual, deps.clock.now());
  if (text !== undefined) return untilMs;
  const held = (await need(deps, "mutes").list(owner)).find((mute) => mute.ticker === ticker);
  return Math.max(untilMs, held?.untilMs ?? 0);
}

/** When it ends, as short as a person says it: the end of a day is midnight of it. */
export function sayUntil(iso: string): Wording {
  const untilMs = Date.parse(iso);
  const minute = toKstIso(untilMs).slice(5, 16).replace("T", " ");
  const day = kstDayOf(untilMs);
  if (kstDayStartMs(day) !== untilMs) return { ko: `${minute}까지`, en: `until ${minute}` };
  const date = toKstIso(kstDayStartMs(day - 1)).slice(5, 10);
  return { ko: `${date} 자정까지`, en: `until midnight of ${date}` };
}

/** A share or a coin. @throws {CommandRefusal} */
export function readTicker(text: string): string {
  const ticker = readTickerCode(text);
  if (ticker !== undefined) return ticker;
  const shown = JSON.stringify(text.slice(0, 40));
  throw new CommandRefusal("arguments", "bad_ticker", {
    message: `${shown} is no ticker: write a share like 005930, a coin like BTC/KRW`,
    ko: `종목 ${shown} 을(를) 읽지 못했습니다. 주식은 005930, 코인은 BTC/KRW 처럼 적어 주세요.`,
  });
}
