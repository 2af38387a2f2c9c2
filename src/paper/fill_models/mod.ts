import type { FillModel } from "./fill_model.ts";
import { freqtrade } from "./freqtrade.ts";
import { nextOpen } from "./next_open.ts";

/** The first one is taken unless another is asked for. */
export const FILL_MODELS: readonly [FillModel, ...FillModel[]] = [nextOpen, freqtrade];
