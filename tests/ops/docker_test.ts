import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { ROOT } from "../../.ci/flags.ts";

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
