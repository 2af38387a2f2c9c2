import { strictEqual } from "node:assert/strict";
import { netPnl } from "../../src/core/net_pnl.ts";

Deno.test("netPnl() is what is left after fees, and to the last bit the gross profit without them", () => {
  strictEqual(netPnl({ grossPnl: 10, fees: 3, tax: 0 }), 7);
  strictEqual(netPnl({ grossPnl: -10, fees: 3, tax: 0 }), -13);
  strictEqual(netPnl({ grossPnl: 1e-300, fees: 0, tax: 0 }), 1e-300);
});

Deno.test("netPnl() is 0 for a trade that pays its fees but for rounding, and a hair more is a profit", () => {
  strictEqual(netPnl({ grossPnl: 0.1 + 0.2, fees: 0.3, tax: 0 }), 0);
  strictEqual(netPnl({ grossPnl: 1 + 2 ** -39, fees: 1, tax: 0 }), 2 ** -39);
});

Deno.test("netPnl() takes the tax too", () => {
  strictEqual(netPnl({ grossPnl: 10, fees: 3, tax: 2 }), 5);
  strictEqual(netPnl({ grossPnl: 0.1 + 0.2, fees: 0.1, tax: 0.2 }), 0);
});
