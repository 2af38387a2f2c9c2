import type { Command } from "commander";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { readSymbol } from "../../core/symbol.ts";
import { editDistance, escapeControls } from "../../core/text.ts";
import { findIndicator, INDICATORS } from "../../indicators/catalog.ts";
import {
  ANY_TEXT,
  type IndicatorInput,
  type IndicatorSpec,
  type IndicatorValue,
  paramNamesOf,
  type Params,
} from "../../indicators/catalog_entry.ts";
import type { Indicator } from "../../indicators/indicator.ts";
import { readFileForm } from "../candles/file_form.ts";
import { type NumberColumn, type NumberColumns, readNumberColumns, SHOWN_ROWS } from "./number_columns.ts";
import { readInputText } from "../kit/read_input.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { createSayFrom, pick } from "../../core/lang.ts";
import { langOf, translate } from "../kit/language.ts";
import { INDICATOR_TEXTS } from "../texts/indicator.ts";

/** Lines handed to the terminal at once; one write each would be slow over millions. */
const LINES_AT_ONCE = 10_000;

interface IndicatorOptions {
  readonly params: string;
  readonly dates?: string;
  readonly decimal?: string;
  readonly sheet?: string;
  readonly json: boolean;
}

/** Indicators over a file of candles: for checking the numbers, and for other programs. */
export function addIndicatorCommand(program: Command, terminal: Terminal): void {
  program.command("indicator").description(
    "an indicator over a file of bars, oldest first: CSV with a header, or without one and 1 column (close), " +
      "5 (open, high, low, close, volume) or 6 (time before them); a JSON array of closes; gzip too",
  )
    .argument("<name>", `like rsi; \`${toCommand("indicator", "list")}\` shows all of them`)
    .argument("[file]", "file to read, - for standard input", "-")
    .option("--params <json>", `parameters that differ from the defaults, like '{"period":21}'`, "{}")
    .option("--dates <order>", "of dates like 2/3/2024: mdy or dmy")
    .option("--decimal <mark>", "of numbers like 1.234: dot or comma (default: as all of the numbers tell)")
    .option("--json", "print a JSON array with one element a bar, null during the warm-up", false)
    .action(async (name: string, file: string, options: IndicatorOptions) => {
      if (name === "list") return printList(terminal, options.json);
      const spec = requireIndicator(name);
      const indicator = asked(() => spec.create(readParams(spec, options.params)));
      if (file === "-" && Deno.stdin.isTerminal()) {
        terminal.err(pick(INDICATOR_TEXTS.keyboard, langOf(terminal)));
      }
      await refuseMarket(file);
      const form = readFileForm(options, { path: file });
      const input = readNumberColumns(
        await readInputText(file, { asTable: true, sheet: form.sheet }),
        spec.inputs,
        form,
      );
      const values = compute(indicator, input);
      if (options.json) printJson(values, terminal);
      else printLast(values, { input, spec, warmUpBars: indicator.warmUpBars, terminal });
    });
}

/** Somebody who knows the other commands names a market here too. @throws {UserError} with the way to its candles. */
async function refuseMarket(file: string): Promise<void> {
  const [first = "", second] = file.split(":");
  if (readSymbol(second ?? first) === undefined) return;
  const isFile = await Deno.stat(file).then(() => true, (error) => !(error instanceof Deno.errors.NotFound));
  if (isFile) return;
  const market = file;
  throw refuse(
    `Cannot read ${market}: there is no such file, and indicators are made of files of bars. Write the candles of ` +
      `a market to one first: ${toCommand("candles", "export", market)} > bars.csv`,
  );
}

type Value = IndicatorValue | undefined;

function requireIndicator(name: string): IndicatorSpec {
  const spec = findIndicator(name);
  if (spec !== undefined) return spec;
  const wanted = name.toLowerCase();
  const near = INDICATORS.find((known) => editDistance(known.name, wanted) <= 2)?.name;
  throw refuse(
    `There is no indicator ${escapeControls(name)}; ` +
      (near === undefined
        ? `there are ${INDICATORS.map((known) => known.name).join(", ")}`
        : `did you mean ${near}?`),
  );
}

/** The numbers among the parameters; what is stated about fixed conventions is compared and left out. */
function readParams(spec: IndicatorSpec, text: string): Params {
  const { name, conventions } = spec;
  const known = [...paramNamesOf(spec), ...Object.keys(conventions)];
  const params: Record<string, number> = {};
  for (const [key, value] of Object.entries(readObject(text))) {
    if (!known.includes(key)) {
      throw refuse(
        `Cannot create ${name}: it has no parameter ${escapeControls(key)}, only ${known.join(", ")}`,
      );
    }
    const fixed = conventions[key];
    if (fixed !== undefined) {
      const isRight = typeof value === "string" && (fixed === ANY_TEXT || value.toLowerCase() === fixed);
      if (!isRight) throw refuse(`Cannot create ${name}: ${key} can only be stated as ${fixed}`);
    } else if (typeof value === "number") {
      params[key] = value;
    } else {
      throw refuse(`Cannot create ${name}: ${key} must be a number`);
    }
  }
  return params;
}

function readObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, with the other ways of being wrong.
  }
  throw refuse(`--params must be a JSON object, for example '{"period":14}'`);
}

function compute(
  indicator: Indicator<IndicatorInput, IndicatorValue>,
  { length, columns }: NumberColumns,
): readonly Value[] {
  const at = (name: NumberColumn, i: number) => columns[name]?.[i] ?? NaN;
  return Array.from({ length }, (_, i) =>
    asked(
      () =>
        indicator.add({
          high: at("high", i),
          low: at("low", i),
          close: at("close", i),
          volume: at("volume", i),
        }),
      ` (bar ${i + 1})`,
    ));
}

/** What an indicator refuses came from the command line or the file, so it is no fault of the program. */
function asked<T>(make: () => T, where = ""): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw refuse(`${error.message}${where}`);
    throw error;
  }
}

function printJson(values: readonly Value[], terminal: Terminal): void {
  terminal.out("[");
  for (let start = 0; start < values.length; start += LINES_AT_ONCE) {
    const lines = values.slice(start, start + LINES_AT_ONCE).map((value, i) =>
      `${JSON.stringify(value ?? null)}${start + i === values.length - 1 ? "" : ","}`
    );
    terminal.out(lines.join("\n"));
  }
  terminal.out("]");
}

function printLast(
  values: readonly Value[],
  { input, spec, warmUpBars: warmUpCandles, terminal }: {
    input: NumberColumns;
    spec: IndicatorSpec;
    warmUpBars: number;
    terminal: Terminal;
  },
): void {
  const shown = values.slice(-SHOWN_ROWS);
  const sample = values.at(-1);
  const heads = typeof sample === "object" ? Object.keys(sample) : spec.outputs;
  const hasTimes = input.lastTimes.length > 0;
  const rows = shown.map((value, i) => [
    String(values.length - shown.length + i + 1),
    ...(hasTimes ? [input.lastTimes[i] ?? ""] : []),
    ...heads.map((head) => showCell(typeof value === "object" ? value[head] : value)),
  ]);
  const say = createSayFrom(INDICATOR_TEXTS, langOf(terminal));
  const names = [say("head_bar"), ...(hasTimes ? [say("head_time")] : []), ...heads];
  printTable(terminal, [names, ...rows]);
  terminal.out(say("sum", { bars: values.length, name: spec.name, first: warmUpCandles }));
}

/** Ten digits for eyes; `--json` has them all. */
function showCell(value: number | string | undefined): string {
  return typeof value === "number" ? String(Number(value.toPrecision(10))) : value ?? "-";
}

async function printList(terminal: Terminal, json: boolean): Promise<void> {
  const rows = INDICATORS.map((spec) => ({
    name: spec.name,
    aliases: spec.aliases,
    what: spec.what,
    params: spec.params,
    conventions: spec.conventions,
    inputs: spec.inputs,
    outputs: spec.outputs,
    warm_up_bars: spec.create().warmUpBars,
  }));
  if (json) return terminal.out(JSON.stringify(rows, null, 2));
  const say = createSayFrom(INDICATOR_TEXTS, langOf(terminal));
  const cells = await Promise.all(rows.map(async ({ name, params, inputs, warm_up_bars, what }) => {
    const all = Object.entries(params).map(async ([key, { default: value, unit }]) =>
      `${key} ${value} ${await translate(unit, terminal)}`
    );
    return [
      name,
      (await Promise.all(all)).join(", "),
      inputs.join(", "),
      String(warm_up_bars),
      await translate(what, terminal),
    ];
  }));
  const heads = ["name", "params", "needs", "warm_up", "what"] as const;
  printTable(terminal, [heads.map((head) => say(`head_${head}`)), ...cells]);
}

function refuse(message: string): UserError {
  return new UserError("invalid", message);
}
