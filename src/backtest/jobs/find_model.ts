import type { FillModel } from "../../paper/fill_models/fill_model.ts";
import { FILL_MODELS } from "../../paper/fill_models/mod.ts";
import { BacktestError } from "./backtest_error.ts";

/** The first one unless told. @throws {UserError} listing the models there are. */
export function findModel(id: string | undefined): FillModel {
  if (id === undefined) return FILL_MODELS[0];
  const model = FILL_MODELS.find((known) => known.id === id);
  if (model !== undefined) return model;
  const ids = FILL_MODELS.map((known) => known.id).join(" or ");
  const why = `--fills must be ${ids}, received ${JSON.stringify(id.slice(0, 40))}`;
  throw new BacktestError("invalid", "run", why);
}
