import assert from "node:assert/strict";
import { toWatchedHosts } from "../../../src/app/certificates/watched_hosts.ts";
import { readConfig } from "../../../src/config/config.ts";

const hostsOf = (settings: Readonly<Record<string, string>>) =>
  toWatchedHosts(readConfig({ get: (name) => settings[name], envFile: undefined })).map(({ name }) => name);

Deno.test("the hosts of the stock API, of markets that are set and of channels are watched, each once", () => {
  assert.deepEqual(
    hostsOf({
      STOCK_API_URL: "https://nas.example.com:18500/api",
      WEBAI_API_KEY: "a-key-of-sixteen-letters",
      SIGNAL_V2_MARKETS: "upbit:BTC/KRW,binance:BTC/USDT,upbit:ETH/KRW",
      SIGNAL_V2_TELEGRAM_TOKEN: "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      SIGNAL_V2_OFFICE_URL: "https://office.example.com/hook/very-secret-path?key=secret",
      SIGNAL_V2_OFFICE_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr",
    }),
    [
      "nas.example.com:18500",
      "api.upbit.com",
      "api.binance.com",
      ...hostsOf({ SIGNAL_V2_MARKETS: "binance:BTC/USDT" }).filter((name) => name !== "api.binance.com"),
      "api.telegram.org",
      "office.example.com",
    ],
  );
});

Deno.test("plain http has no certificate, and what is not set up is not watched", () => {
  assert.deepEqual(hostsOf({}), []);
  assert.deepEqual(
    hostsOf({
      STOCK_API_URL: "http://nas.local:18500",
      WEBAI_API_KEY: "a-key-of-sixteen-letters",
      SIGNAL_V2_MARKETS: "upbit:BTC/KRW",
      SIGNAL_V2_UPBIT_URL: "http://127.0.0.1:1",
      SIGNAL_V2_UPBIT_STREAM_URL: "wss://[::1]:8443/ws",
    }),
    ["[::1]:8443"],
  );
});
