/** What somebody may say about the form of a file of candles, and what is said about it in return. */
import { basename } from "node:path";
import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { isStockCode, quoteOf } from "../../core/symbol.ts";
import { readZone, SEOUL } from "../../core/time_zone.ts";
import type { CandleCsvOptions, CandleFile } from "../../market/csv/candle_csv.ts";
import type { DecimalMark } from "../../market/csv/numbers.ts";
import { guessMarket } from "./file_market.ts";

/** As they were typed; plain JSON. */
export interface FileFormOptions {
  readonly timezone?: string;
  readonly dates?: string;
  readonly decimal?: string;
  readonly sheet?: string;
  /** Its prices are adjusted for splits. */
  readonly adjusted?: boolean;
  /** False after `--no-volume`. */
  readonly volume?: boolean;
}

export type FileForm = Pick<
  CandleCsvOptions,
  "zone" | "isKorean" | "dates" | "decimal" | "withoutVolume" | "isAdjusted" | "sheet"
>;

const KOREAN_EXCHANGES = ["upbit", "bithumb", "coinone", "korbit", "gopax", "krx", "krx_adj"];
const KOREAN_NAME = /upbit|bithumb|coinone|korbit|gopax|krx|kospi|kosdaq|kiwoom/i;

export function addFileFormOptions(command: Command): Command {
  return command
    .option(
      "--timezone <zone>",
      "of times in a file that have none: Asia/Seoul, UTC, +09:00, America/New_York (default: Korean for a Korean " +
        "market, else UTC)",
    )
    .option("--dates <order>", "of dates in a file like 2/3/2024: mdy or dmy")
    .option(
      "--decimal <mark>",
      "of numbers in a file like 1.234: dot or comma (default: as all of its numbers tell)",
    )
    .option("--sheet <name>", "of an Excel workbook: the sheet with the table (default: the only filled one)")
    .option("--no-volume", "the file has no volumes: take 0 for each");
}

/**
 * @param market what the file holds, as far as it is known; `isNamed` when somebody said from which exchange it is.
 * @throws {UserError}
 */
export function readFileForm(
  { timezone, dates, decimal, sheet, adjusted, volume }: FileFormOptions,
  { path, market, isNamed = false }: {
    readonly path: string;
    readonly market?: { readonly exchange: string; readonly symbol: string };
    readonly isNamed?: boolean;
  },
): FileForm {
  const zone = timezone === undefined ? undefined : readZone(timezone);
  if (timezone !== undefined && zone === undefined) {
    throw new UserError(
      "invalid",
      `Cannot read --timezone ${
        JSON.stringify(timezone.slice(0, 40))
      }: it must be like Asia/Seoul, UTC, +09:00 or America/New_York`,
    );
  }
  if (dates !== undefined && dates !== "mdy" && dates !== "dmy") {
    throw new UserError("invalid", "--dates must be mdy (month first) or dmy (day first)");
  }
  const mark = readDecimalMark(decimal);
  const known = market ?? guessMarket(path);
  const isKorean = KOREAN_EXCHANGES.includes(known.exchange ?? "") || isPaidInWon(known.symbol) ||
    (!isNamed && KOREAN_NAME.test(basename(path)));
  return {
    isKorean,
    withoutVolume: volume === false,
    ...(adjusted === undefined ? {} : { isAdjusted: adjusted }),
    ...(zone === undefined ? {} : { zone }),
    ...(dates === undefined ? {} : { dates }),
    ...(mark === undefined ? {} : { decimal: mark }),
    ...(sheet === undefined ? {} : { sheet }),
  };
}

/** @throws {UserError} */
export function readDecimalMark(text: string | undefined): DecimalMark | undefined {
  if (text === undefined) return undefined;
  if (text === "dot") return ".";
  if (text === "comma") return ",";
  throw new UserError("invalid", "--decimal must be dot (1.5 is one and a half) or comma (1,5 is)");
}

/** What was done with the times of a file, where nobody had said it; a sentence each. */
export function toFileNotes(
  { zoneUse, session, notes = [] }: Partial<Pick<CandleFile, "zoneUse" | "session" | "notes">>,
): readonly string[] {
  const zone = zoneUse?.isAssumed === true ? [toZoneNote(zoneUse)] : [];
  return [...zone, ...(session === undefined ? [] : [session.note]), ...notes];
}

function toZoneNote(zoneUse: NonNullable<CandleFile["zoneUse"]>): string {
  const [read, other] = zoneUse.zone === SEOUL
    ? ["Korean time (Asia/Seoul, UTC+9)", "UTC"]
    : [zoneUse.zone.name, "Asia/Seoul"];
  return `its times have no zone and were read as ${read}; if they are not, say which: --timezone ${other}`;
}

function isPaidInWon(symbol: string | undefined): boolean {
  return symbol !== undefined && (symbol.includes("/") ? quoteOf(symbol) === "KRW" : isStockCode(symbol));
}
