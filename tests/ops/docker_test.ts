import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { ROOT } from "../../.ci/flags.ts";
import { WORKER_ROOM_BYTES } from "../../src/backtest/jobs/worker_protocol.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { StrategyChild } from "../../src/engine/host/strategy_child.ts";
import { toHostCommand } from "../engine/engine_parts.ts";
import { toFile } from "../engine/walls_parts.ts";

const read = (path: string) => Deno.readTextFileSync(`${ROOT}${path}`);

interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** Instructions with their continuation lines joined and comments left out. */
function readDockerfile(): readonly Instruction[] {
  const lines = read("Dockerfile").replace(/^#.*\n/gm, "").replace(/\\\n\s*/g, "").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => {
    const [, name = "", text = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return { name, text };
  });
}

const FILE = readDockerfile();
const COMPOSE = read("compose.yml");
const of = (name: string) => FILE.filter((line) => line.name === name).map(({ text }) => text);
const KNOWN = "FROM RUN WORKDIR COPY ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD".split(" ");

Deno.test("the Dockerfile holds known instructions only, from pinned bases, with the version of Deno that is tested", () => {
  deepStrictEqual(FILE.filter(({ name }) => !KNOWN.includes(name)), []);
  for (const base of of("FROM")) match(base, /^[a-z]+:[a-z0-9.-]+( AS build)?$/);
  assertTrue(of("FROM").every((base) => !/:latest/.test(base)));
  const pinned = /deno@([\d.]+)/.exec(of("RUN").join("\n"))?.[1];
  strictEqual(pinned, /deno@([\d.]+)/.exec(read("start.bat"))?.[1]);
  strictEqual(pinned, /^version=(.*)$/m.exec(read(".ci/run"))?.[1]);
});

Deno.test("the container runs as a user without rights, with its data in a volume and a health check", () => {
  const last = FILE.findLastIndex(({ name }) => name === "FROM");
  const final = FILE.slice(last).map(({ name }) => name);
  for (const name of ["USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "STOPSIGNAL"]) {
    assertTrue(final.includes(name), name);
  }
  strictEqual(of("USER").at(-1), "10001:10001");
  assertTrue(final.indexOf("USER") < final.indexOf("ENTRYPOINT"));
  strictEqual(of("STOPSIGNAL")[0], "SIGTERM");
  for (const name of ["ENTRYPOINT", "CMD"]) {
    const words: unknown = JSON.parse(of(name)[0] ?? "");
    assertTrue(Array.isArray(words), "a shell in between would keep SIGTERM to itself");
  }
});

Deno.test("no secret and no data can get into the image", () => {
  const settings = of("ENV").join(" ");
  assertTrue(!/WEBAI_API_KEY|SIGNAL_V2_TOKEN|STOCK_API_URL|HEARTBEAT_URL/.test(settings), settings);
  deepStrictEqual(FILE.filter(({ text }) => /--env-file|\bARG\b/.test(text)), []);
  const ignored = read(".dockerignore").split("\n");
  for (const name of [".env", ".env.*", "data/*", ".git", "node_modules"]) {
    assertTrue(ignored.includes(name), name);
  }
});

Deno.test("compose maps the port to loopback only and takes every right away that is not needed", () => {
  const lines = COMPOSE.split("\n").map((line) => line.trim());
  const ports = lines.filter((line) => /^- "[\d.:]+"$/.test(line) && line.includes(":8001"));
  deepStrictEqual(ports, ['- "127.0.0.1:8001:8001"']);
  for (
    const line of [
      "read_only: true",
      "- ALL",
      "- no-new-privileges:true",
      'user: "10001:10001"',
      "restart: unless-stopped",
      "env_file: .env",
      "- signal-v2-data:/data",
    ]
  ) assertTrue(lines.includes(line), line);
  assertTrue(!/privileged|network_mode|docker\.sock|\t/.test(COMPOSE));
  assertTrue(COMPOSE.split("\n").every((line) => (/^ */.exec(line)?.[0].length ?? 0) % 2 === 0));
});

Deno.test("compose leaves as much room for helper processes as the service file", () => {
  const unit = read("ops/signal-v2.service");
  strictEqual(/pids_limit: (\d+)/.exec(COMPOSE)?.[1], /^TasksMax=(\d+)$/m.exec(unit)?.[1]);
  strictEqual(/mem_limit: (\d+)g/.exec(COMPOSE)?.[1], /^MemoryMax=(\d+)G$/m.exec(unit)?.[1]);
});

/** What the limits are to hold, as compose.yml says beside them. */
const ROOM = { strategies: 20, exchanges: 4, workers: 2, childThreads: 16, ownThreads: 64 };
const CHILDREN = ROOM.strategies + ROOM.exchanges + ROOM.workers;
const CHILD_MB = 40;
const OWN_MB = 400;

Deno.test("the limits of compose hold twenty strategies and a backtest, by the arithmetic beside them", () => {
  const threads = CHILDREN * ROOM.childThreads + ROOM.ownThreads;
  assertTrue(threads <= Number(/pids_limit: (\d+)/.exec(COMPOSE)?.[1]), `${threads} threads`);
  const megabytes = CHILDREN * CHILD_MB + WORKER_ROOM_BYTES / 2 ** 20 + OWN_MB;
  assertTrue(megabytes <= 1_024 * Number(/mem_limit: (\d+)g/.exec(COMPOSE)?.[1]), `${megabytes} MB`);
  for (const figure of [`: ${threads}.`, `: ${megabytes} MB.`, `26 at ${CHILD_MB} MB`]) {
    assertTrue(COMPOSE.includes(figure), figure);
  }
});

Deno.test({
  name: "a strategy of a user's file takes no more threads and memory of its own than the limits count with",
  ignore: Deno.build.os !== "linux",
}, async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/tries.ts`, toFile({ onCandle: "" }));
    const clock = createSystemClock();
    await using child = new StrategyChild({
      ...{ id: "one", kind: "tries.ts", strategyDir: dir, realClock: clock, toCommand: toHostCommand },
      restarts: { backoffMs: [0], maxRestarts: 0, withinMs: 60_000 },
      onEnd: () => {},
    });
    const { signal } = new AbortController();
    strictEqual((await child.open({ params: {}, interval: "1m", state: undefined }, signal)).kind, "open");
    const numberIn = (file: string, name: string) => {
      // Deno opens nothing below /proc, whatever it is allowed.
      const { stdout } = new Deno.Command("cat", { args: [`/proc/${child.status.pid}/${file}`] })
        .outputSync();
      return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(new TextDecoder().decode(stdout))?.[1]);
    };
    const threads = numberIn("status", "Threads");
    // Of V8's and the runtime's threads some are one for each core.
    const most = ROOM.childThreads + Math.max(0, navigator.hardwareConcurrency - 8);
    assertTrue(threads > 0 && threads <= most, `${threads} threads`);
    const ownMb = numberIn("smaps_rollup", "Private_Dirty") / 1_024;
    assertTrue(ownMb > 0 && ownMb <= CHILD_MB, `${ownMb} MB`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("the health check of the image and of compose is one, and tells a live program from a dead one", async () => {
  const inFile: readonly string[] = JSON.parse(/CMD (\[.*)$/.exec(of("HEALTHCHECK")[0] ?? "")?.[1] ?? "[]");
  const list = /test:\n((?: +- .*\n)+)/.exec(COMPOSE)?.[1] ?? "";
  const inCompose = list.trim().split("\n").map((line) => line.trim().replace(/^- "?|"$/g, ""));
  deepStrictEqual(inCompose, ["CMD", ...inFile]);
  const run = async (port: number) => {
    const args = inFile.slice(1).map((word) => word.replace(":8001", `:${port}`));
    const { code } = await new Deno.Command(Deno.execPath(), { args, stderr: "null" }).output();
    return code;
  };
  let status = 200;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const isLivez = new URL(request.url).pathname === "/livez";
    return new Response("", { status: isLivez ? status : 404 });
  });
  strictEqual(await run(server.addr.port), 0);
  status = 503;
  strictEqual(await run(server.addr.port), 1);
  await server.shutdown();
  strictEqual(await run(server.addr.port), 1);
});
