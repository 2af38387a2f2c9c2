import assert from "node:assert/strict";
import { createCertificateWatch } from "../../../src/app/certificates/certificate_watch.ts";
import type { LookAtCertificate } from "../../../src/app/certificates/watched_hosts.ts";
import { openStore, type Store } from "../../../src/app/data/store.ts";
import { readConfig } from "../../../src/config/config.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { recordingLog } from "../../support/client_parts.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { until } from "../../support/program.ts";
import { startTenDays, TEN_DAYS } from "../../support/tls_host.ts";
import { createDataDir, getJson, passQuietly, startTestApp } from "../test_app.ts";

const START = "2026-11-20T10:00:00+09:00";
const SPAN = { fromMs: 1, untilMs: Date.parse("2027-01-01T00:00:00+09:00") };

function create(
  store: Store,
  clock: ManualClock,
  look: LookAtCertificate,
  settings: Record<string, string> = {},
) {
  const values: Readonly<Record<string, string>> = {
    STOCK_API_URL: "https://nas.example.com",
    WEBAI_API_KEY: "a-key-of-sixteen-letters",
    SIGNAL_V2_MARKETS: "upbit:BTC/KRW",
    ...settings,
  };
  const config = readConfig({ get: (name) => values[name], envFile: undefined });
  const log = recordingLog();
  return createCertificateWatch({ config, runtime: { clock, log, mode: "live" }, databases: store, look });
}

async function pass(watch: ReturnType<typeof create>, clock: ManualClock, ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 10 * MINUTE_MS) {
    await clock.advance(10 * MINUTE_MS);
    watch.onWake();
    await watch.settled();
  }
}

async function withStore(work: (store: Store, clock: ManualClock) => Promise<void>) {
  using temp = makeTempDir();
  const clock = new ManualClock(START);
  await using store = await openStore({ dir: temp.path, clock });
  await work(store, clock);
}

Deno.test("each host is looked at once a day, and a program that starts again and again asks no more often", () =>
  withStore(async (store, clock) => {
    const asked: string[] = [];
    const look: LookAtCertificate = ({ name }) => {
      asked.push(name);
      return Promise.resolve(SPAN);
    };
    for (let start = 0; start < 4; start++) {
      await using watch = create(store, clock, look);
      await pass(watch, clock, HOUR_MS);
    }
    assert.deepEqual(asked, ["nas.example.com", "api.upbit.com"]);
    await using watch = create(store, clock, look);
    await pass(watch, clock, DAY_MS);
    assert.equal(asked.length, 4);
    assert.deepEqual(watch.view().map(({ host, untilMs }) => [host, untilMs]), [
      ["nas.example.com", SPAN.untilMs],
      ["api.upbit.com", SPAN.untilMs],
    ]);
  }));

Deno.test("a host that is out of reach is no alarm: what it showed before stays, with the time of that", () =>
  withStore(async (store, clock) => {
    let isThere = true;
    const look: LookAtCertificate = () =>
      isThere ? Promise.resolve(SPAN) : Promise.reject(new Error("refused"));
    await using watch = create(store, clock, look);
    await pass(watch, clock, 10 * MINUTE_MS);
    const seenAtMs = watch.view()[0]?.seenAtMs ?? 0;
    isThere = false;
    await pass(watch, clock, 2 * DAY_MS);
    const [first] = watch.view();
    assert.equal(first?.untilMs, SPAN.untilMs);
    assert.equal(first?.seenAtMs, seenAtMs);
    assert.ok((first?.lookedAtMs ?? 0) > seenAtMs);
  }));

Deno.test("a host that nobody asks any more is forgotten, and one that never answered has no end", () =>
  withStore(async (store, clock) => {
    {
      await using watch = create(store, clock, () => Promise.reject(new Error("refused")));
      await pass(watch, clock, 10 * MINUTE_MS);
      assert.deepEqual(watch.view().map(({ untilMs }) => untilMs), [undefined, undefined]);
    }
    const other = { STOCK_API_URL: "https://other.example.com" };
    await using watch = create(store, clock, () => Promise.resolve(SPAN), other);
    await pass(watch, clock, 10 * MINUTE_MS);
    assert.deepEqual(watch.view().map(({ host }) => host), ["other.example.com", "api.upbit.com"]);
    await using back = create(store, clock, () => Promise.resolve(SPAN));
    assert.deepEqual(back.view().map(({ host }) => host), ["api.upbit.com"]);
  }));

Deno.test("the running program tells of a certificate that ends in ten days, in /health, problems and metrics", async () => {
  await using data = await createDataDir();
  await using host = startTenDays();
  const url = `https://127.0.0.1:${host.port}`;
  await using running = await startTestApp({ start: "2026-11-20T21:00:00+09:00", dir: data.path, url });
  const { app, clock } = running;
  await passQuietly(clock, 5 * MINUTE_MS);
  const read = async () => (await getJson(app, "/health")).body;
  await until(async () => (await read()).certificates.length === 1, "a look at the certificate");
  const { certificates, problem_details: details } = await read();
  const [first] = certificates;
  assert.equal(first.host, `127.0.0.1:${host.port}`);
  assert.deepEqual([Date.parse(first.expires_at), first.days_left], [TEN_DAYS.untilMs, 9]);
  const problem = details.find(({ code }: { code: string }) => code === "certificate_ends");
  assert.equal(problem.severity, "warning");
  assert.match(problem.ko, /인증서가 9일 뒤\(2026-11-30 10:00\)에 끝납니다/);
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  const line = `signal_certificate_expires_timestamp_seconds{host="${first.host}"} ${
    TEN_DAYS.untilMs / 1_000
  }`;
  assert.ok(metrics.includes(line), line);
});
