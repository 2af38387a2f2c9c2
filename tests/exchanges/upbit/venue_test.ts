import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import type { StreamMessage } from "../../../src/exchanges/exchange.ts";
import { CCXT_VENUES } from "../../../src/exchanges/ccxt/venues.ts";
import { EXCHANGES } from "../../../src/exchanges/mod.ts";
import { upbit } from "../../../src/exchanges/upbit/venue.ts";
import { until } from "../../support/program.ts";
import { startUpbitStreamServer } from "../../support/upbit_stream_server.ts";

Deno.test("disposing the plug closes the streams it opened, and disposing them again does no harm", async () => {
  await using server = startUpbitStreamServer();
  const messages: StreamMessage[] = [];
  const exchange = upbit.create({
    restUrl: undefined,
    streamUrl: server.url,
    userAgent: "signal-v2/test",
    clock: createSystemClock(),
    fetch,
    random: () => 0,
    onEvent: () => {},
    child: () => {
      throw new Error("Upbit starts no process");
    },
  });
  const stream = exchange.openStream((message) => messages.push(message));
  stream.subscribe([{ symbol: "BTC/KRW", intervals: ["1m"] }]);
  await until(() => server.requests.length > 0, "a subscription");
  assertTrue(server.connections[0]?.isOpen);
  await exchange[Symbol.asyncDispose]();
  await until(() => server.connections[0]?.isOpen === false, "the end of the connection");
  await stream[Symbol.asyncDispose]();
  strictEqual(server.connectCount, 1);
});

Deno.test("the rack lists every exchange once, under a word that settings and topics can hold", () => {
  const ids = EXCHANGES.map(({ id }) => id);
  strictEqual(new Set(ids).size, ids.length);
  deepStrictEqual(ids.filter((id) => !/^[a-z][a-z0-9_]{0,39}$/.test(id)), []);
  deepStrictEqual(ids, ["upbit", ...CCXT_VENUES.map(({ id }) => id)]);
});
