import { deepStrictEqual, doesNotMatch, ok as assertTrue, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { SOURCES } from "../../src/stock/sources/mod.ts";
import { createHome, freePort, startProgram, until, urlOf } from "../support/program.ts";

const OPS = fileURLToPath(new URL("../../ops/", import.meta.url));
/** From Debian's package `prometheus`; without them these tests say that they were left out. */
const isMissing = !hasProgram("prometheus") || !hasProgram("promtool");

function hasProgram(name: string): boolean {
  try {
    return new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The demo, which polls at any hour, after its first polls. */
async function startDemo(dir: string) {
  const args = ["demo", "--port", "0", "--speed", "60", "--clock", "2026-11-20T10:00:00+09:00"];
  const program = startProgram(args, { dir });
  const url = await urlOf(program);
  await until(
    async () => /signal_polls_total\{window="market"\} [1-9]/.test(await readText(`${url}/metrics`)),
    "a poll",
  );
  return { url, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

async function readText(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

Deno.test({
  name: "promtool check metrics is clean for the real program, which shows nothing private",
  ignore: isMissing,
  fn: async () => {
    await using home = await createHome();
    await using demo = await startDemo(home.dir);
    const text = await readText(`${demo.url}/metrics`);
    const child = new Deno.Command("promtool", {
      args: ["check", "metrics", "--extended"],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode(text));
    await input.close();
    const { success, stderr } = await child.output();
    strictEqual(new TextDecoder().decode(stderr), "");
    strictEqual(success, true);
    const series = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => line.slice(0, line.lastIndexOf(" ")));
    strictEqual(new Set(series).size, series.length, "a series is there twice");
    doesNotMatch(text, /https?:|127\.0\.0\.1|demo-key|삼성|005930/);
  },
});

/** The shipped configuration, for another address and in a hurry. */
async function writeConfig(dir: string, address: string): Promise<string> {
  const shipped = await Deno.readTextFile(`${OPS}prometheus.yml`);
  const changed = shipped.replace("127.0.0.1:8001", address).replaceAll("15s", "1s")
    .replace("alerts.yml", JSON.stringify(`${OPS}alerts.yml`));
  assertTrue(changed.includes(address) && changed.includes("scrape_interval: 1s"));
  await Deno.writeTextFile(`${dir}/prometheus.yml`, changed);
  return `${dir}/prometheus.yml`;
}

async function startPrometheus(dir: string, target: string) {
  const address = `127.0.0.1:${freePort()}`;
  const child = new Deno.Command("prometheus", {
    args: [
      `--config.file=${await writeConfig(dir, target)}`,
      `--storage.tsdb.path=${dir}/tsdb`,
      `--web.listen-address=${address}`,
      "--log.level=error",
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const ask = async (path: string, expr = "") => {
    const query = expr === "" ? "" : `?query=${encodeURIComponent(expr)}`;
    const response = await fetch(`http://${address}/api/v1/${path}${query}`).catch(() => undefined);
    if (response?.ok) return (await response.json()).data;
    await response?.body?.cancel();
  };
  return {
    ask,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

Deno.test({
  name: "a real Prometheus scrapes the real program with the shipped configuration and answers queries",
  ignore: isMissing,
  fn: async () => {
    await using home = await createHome();
    await using demo = await startDemo(home.dir);
    await using prometheus = await startPrometheus(home.dir, new URL(demo.url).host);
    const isUp = async () => (await prometheus.ask("query", "up"))?.result[0]?.value[1] === "1";
    await until(isUp, "the first scrape", 30_000);
    const { result } = await prometheus.ask("query", "signal_source_last_success_timestamp_seconds");
    const sourceIds = result.map(({ metric }: { metric: { source: string } }) => metric.source);
    deepStrictEqual(sourceIds.toSorted(), SOURCES.map(({ id }) => id).toSorted());
    const { activeTargets } = await prometheus.ask("targets");
    deepStrictEqual([activeTargets.length, activeTargets[0].health, activeTargets[0].lastError], [
      1,
      "up",
      "",
    ]);
    const { groups } = await prometheus.ask("rules");
    strictEqual(groups[0].rules.every(({ health }: { health: string }) => health !== "err"), true);
    const { result: types } = await prometheus.ask(
      "query",
      'signal_upstream_requests_total{outcome="ok"} > 0',
    );
    assertTrue(types.length >= 1, "a counter of requests");
  },
});
