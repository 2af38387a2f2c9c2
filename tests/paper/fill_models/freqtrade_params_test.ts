import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { exitRulesOfFreqtrade } from "../../../src/paper/fill_models/freqtrade_params.ts";

Deno.test("freqtrade's settings become exit rules", () => {
  deepStrictEqual(
    exitRulesOfFreqtrade({
      stop_loss: -0.1,
      roi: { "120": 0.01, "0": 0.1, "240": -1 },
      trailing_stop: true,
      trailing_stop_positive: 0.03,
      trailing_stop_positive_offset: 0.05,
      trailing_only_offset_is_reached: true,
      use_exit_signal: false,
    }),
    {
      stopLossShare: 0.1,
      roi: [
        { afterMs: 0, share: 0.1 },
        { afterMs: 7_200_000, share: 0.01 },
        { afterMs: 14_400_000, share: -1 },
      ],
      trailing: { positiveShare: 0.03, offsetShare: 0.05, onlyOffset: true },
      useExitSignal: false,
    },
  );
});

Deno.test("what is left out or null is off, exits by signal are on", () => {
  const off = { stopLossShare: undefined, roi: undefined, trailing: undefined, useExitSignal: true };
  deepStrictEqual(exitRulesOfFreqtrade({}), off);
  deepStrictEqual(exitRulesOfFreqtrade({ roi: {}, trailing_stop_positive: null, stop_loss: null }), off);
});

Deno.test("trailing settings do nothing while trailing_stop is off", () => {
  const rules = exitRulesOfFreqtrade({ trailing_stop: false, trailing_stop_positive: 0.03 });
  strictEqual(rules.trailing, undefined);
});

Deno.test("features at their idle value are no fault", () => {
  const idle = { use_custom_stoploss: false, custom_entry_price: null, leverage: 1.0, timeout: null };
  strictEqual(exitRulesOfFreqtrade({ ...idle, stoploss: -0.02 }).stopLossShare, 0.02);
});

const REFUSED: readonly (readonly [unknown, RegExp])[] = [
  [null, /must be an object/],
  [[], /must be an object/],
  [{ stop_loss: 0.1 }, /stop_loss must be from -1 to below 0/],
  [{ stop_loss: "-0.1" }, /stop_loss must be a number/],
  [{ stop_loss: -2 }, /stop_loss/],
  [{ roi: 0.1 }, /roi must be an object/],
  [{ roi: { soon: 0.1 } }, /roi has "soon" where minutes belong/],
  [{ roi: { "0": "much" } }, /no profit share from -1 on at 0 minutes/],
  [{ roi: { "0": -2 } }, /no profit share/],
  [{ trailing_stop: "yes" }, /trailing_stop must be true or false/],
  [{ trailing_stop: true, trailing_stop_positive: -0.1 }, /between 0 and 1/],
  [{ trailing_stop_positive_offset: -0.1 }, /0 or above/],
  [{ leverage: 5 }, /leverage must be 1: nothing else is simulated/],
  [{ use_custom_stoploss: true }, /nothing else is simulated/],
  [{ stoplos: -0.1 }, /stoplos is not known; did you mean stoploss\?/],
  [{ stop_los: -0.001 }, /stop_los is not known; did you mean stop_loss\?/],
  [{ trailing_stop_positve: 0.1 }, /did you mean trailing_stop_positive\?/],
  [{ leverag: 5 }, /did you mean leverage\?/],
  [
    { buy_params: { rsi: 30 } },
    /buy_params holds parameters of a strategy and no exits; give those with --params/,
  ],
  [{ minimal_roi: { "6o": 0.1 } }, /roi has "6o" where minutes belong/],
  [{ max_open_trades: 3 }, /max_open_trades is not known; known are stop_loss, stoploss, roi/],
  [{ stop_loss: -0.1, stoploss: -0.2 }, /stop_loss and stoploss are the same: give one of them/],
  [{ roi: { "0": 1 }, minimal_roi: { "0": 1 } }, /roi and minimal_roi are the same/],
  [{ trailing_stop_positive: 0.02 }, /trailing_stop is left out, so the other trailing settings do nothing/],
  [{ trailing_only_offset_is_reached: true }, /trailing_stop is left out/],
  [JSON.parse('{"__proto__": 1}'), /is not known/],
];

for (const [params, message] of REFUSED) {
  Deno.test(`exits ${JSON.stringify(params)} are refused with a sentence`, () => {
    throws(() => exitRulesOfFreqtrade(params), { name: "RangeError", message });
  });
}
