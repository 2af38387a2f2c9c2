/**
 * What a strategy of a user's own file is given, so that the file needs no import to work: its default export may be a
 * function of this kit that returns the strategy.
 */
import { z } from "zod";
import { Adx } from "../indicators/adx.ts";
import { Atr } from "../indicators/atr.ts";
import { Bollinger } from "../indicators/bollinger.ts";
import { Ema } from "../indicators/ema.ts";
import { Macd } from "../indicators/macd.ts";
import { Rsi } from "../indicators/rsi.ts";
import { Sma } from "../indicators/sma.ts";
import { Supertrend } from "../indicators/supertrend.ts";
import { TrendState } from "../indicators/trend_state.ts";
import { VolumeAverage } from "../indicators/volume_average.ts";
import { heldAfter } from "./held.ts";

export const USER_KIT = {
  z,
  heldAfter,
  indicators: { Adx, Atr, Bollinger, Ema, Macd, Rsi, Sma, Supertrend, TrendState, VolumeAverage },
} as const;

/** kept: users name it in their files. */
export type UserKit = typeof USER_KIT;
