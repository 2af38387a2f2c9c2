/** The exits of a backtest from the command line: stops, targets, and which rules fill orders. */
import { z } from "zod";
import { EXIT, StartError } from "../../core/errors.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import type { ExitRules, FillModel } from "../../fill_models/fill_model.ts";
import { FILL_MODELS } from "../../fill_models/mod.ts";
import { readNumber } from "./account_options.ts";

/** As they were typed. */
export interface ExitOptions {
  readonly fills?: string;
  readonly stopLoss?: string;
  readonly takeProfit?: string;
  readonly trailing?: string;
  readonly roi?: string;
  readonly freqtradeParams?: string;
  /** False with `--no-exit-signal`. */
  readonly exitSignal?: boolean;
}

export interface ExitPlan {
  readonly modelId: string;
  readonly exits: ExitRules;
}

const share = z.number().min(0).lt(1);

const trailingSchema = z.strictObject({
  distance: share.gt(0).optional(),
  positive: share.gt(0).optional(),
  offset: z.number().min(0).max(100).default(0),
  only_offset: z.boolean().default(false),
});

/** Minutes since the entry as text, like freqtrade spells it. */
const roiSchema = z.record(
  z.string().regex(/^\d{1,8}$/, "minutes since the entry"),
  z.number().min(-1).max(1_000),
);

const nullish = <T extends z.ZodType>(schema: T) => schema.nullish();

/** A file of freqtrade's own settings has many more; those that would change fills and are not known are refused. */
const freqtradeSchema = z.looseObject({
  stop_loss: nullish(z.number().gt(-1).max(0)),
  stoploss: nullish(z.number().gt(-1).max(0)),
  roi: nullish(roiSchema),
  minimal_roi: nullish(roiSchema),
  trailing_stop: nullish(z.boolean()),
  trailing_stop_positive: nullish(share),
  trailing_stop_positive_offset: nullish(z.number().min(0).max(100)),
  trailing_only_offset_is_reached: nullish(z.boolean()),
  use_exit_signal: nullish(z.boolean()),
  use_custom_stoploss: nullish(z.literal(false, "is not supported")),
  custom_entry_price: nullish(z.never("is not supported")),
  custom_exit_price: nullish(z.never("is not supported")),
  leverage: nullish(z.literal(1, "is not supported")),
  timeout: nullish(z.never("is not supported")),
  adjust_entry_price: nullish(z.never("is not supported")),
});

/** @throws {StartError} naming the option and the field. */
export function readExits(options: ExitOptions): ExitPlan {
  const ofFreqtrade = options.freqtradeParams === undefined
    ? undefined
    : readFreqtrade(options.freqtradeParams);
  const model = findModel(options.fills ?? (ofFreqtrade === undefined ? undefined : "freqtrade"));
  const exits: ExitRules = {
    ...ofFreqtrade,
    ...part(
      "stopLossShare",
      options.stopLoss,
      (text) => readNumber("--stop-loss", text, { usual: 0, above: 0, most: 1 }),
    ),
    ...part(
      "takeProfitShare",
      options.takeProfit,
      (text) => readNumber("--take-profit", text, { usual: 0, above: 0, most: 1_000 }),
    ),
    ...part("trailing", options.trailing, readTrailing),
    ...part("roi", options.roi, (text) => toRoi(readJson("--roi", { text, schema: roiSchema }))),
    ...(options.exitSignal === false ? { useExitSignal: false } : {}),
  };
  return { modelId: model.id, exits };
}

function part<Name extends keyof ExitRules>(
  name: Name,
  text: string | undefined,
  read: (text: string) => ExitRules[Name],
): Partial<Pick<ExitRules, Name>> {
  return text === undefined ? {} : { [name]: read(text) } as Partial<Pick<ExitRules, Name>>;
}

function readTrailing(text: string): ExitRules["trailing"] {
  const { distance, positive, offset, only_offset } = readJson("--trailing", {
    text,
    schema: trailingSchema,
  });
  return { distanceShare: distance, positiveShare: positive, offsetShare: offset, onlyOffset: only_offset };
}

function readFreqtrade(text: string): ExitRules {
  const read = readJson("--freqtrade-params", { text, schema: freqtradeSchema });
  const stop = read.stop_loss ?? read.stoploss;
  const roi = read.roi ?? read.minimal_roi;
  return {
    ...(stop === undefined || stop === null || stop === 0 ? {} : { stopLossShare: -stop }),
    ...(roi === undefined || roi === null ? {} : { roi: toRoi(roi) }),
    ...(read.trailing_stop === true
      ? {
        trailing: {
          positiveShare: read.trailing_stop_positive ?? undefined,
          offsetShare: read.trailing_stop_positive_offset ?? 0,
          onlyOffset: read.trailing_only_offset_is_reached ?? false,
        },
      }
      : {}),
    useExitSignal: read.use_exit_signal ?? true,
  };
}

function toRoi(table: Readonly<Record<string, number>>): NonNullable<ExitRules["roi"]> {
  return Object.entries(table)
    .map(([minutes, share]) => ({ afterMs: Number(minutes) * MINUTE_MS, share }))
    .toSorted((a, b) => a.afterMs - b.afterMs);
}

/** @throws {StartError} listing the models there are. */
export function findModel(id: string | undefined): FillModel {
  if (id === undefined) return FILL_MODELS[0];
  const model = FILL_MODELS.find((known) => known.id === id);
  if (model !== undefined) return model;
  const ids = FILL_MODELS.map((known) => known.id).join(" or ");
  throw new StartError(
    `Cannot run the backtest: --fills must be ${ids}, received ${JSON.stringify(id.slice(0, 40))}`,
    EXIT.config,
  );
}

/** @throws {StartError} naming the option and the first fault. */
function readJson<T>(
  name: string,
  { text, schema }: { readonly text: string; readonly schema: z.ZodType<T> },
): T {
  const parsed = schema.safeParse(toJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new StartError(
    `Cannot run the backtest: ${name} must be JSON of the form in --help; ${where}${issue?.message}`,
    EXIT.config,
  );
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
