import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { connect } from "node:net";
import { createHome, lineOf, type Program, readLog, startProgram, until, urlOf } from "../support/program.ts";

/** No `ulimit` on Windows. */
const ignore = Deno.build.os === "windows";
const DEMO = ["demo", "--port", "0", "--speed", "60", "--no-faults", "--clock", "2026-11-20T10:00:00"];

interface Crowd extends Disposable {
  readonly taken: number;
}

/** As many connections as somebody may care to open, each of which sends `text` and then nothing more. */
async function gather(url: string, { count, text }: { count: number; text: string }): Promise<Crowd> {
  const sockets: Deno.TcpConn[] = [];
  for (let i = 0; i < count; i++) {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
    sockets.push(socket);
    // Those that were closed already cannot be written to.
    await socket.write(new TextEncoder().encode(text)).catch(() => {});
  }
  return {
    taken: sockets.length,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.close();
    },
  };
}

async function pollsOf(url: string): Promise<number> {
  const response = await fetch(`${url}/health`, { headers: { connection: "close" } });
  return (await response.json()).schedule.polls;
}

const eventsOf = (program: Program, event: string) =>
  readLog(program.out).filter((line) => line.event === event);

const CROWDS: readonly (readonly [string, string])[] = [
  ["say nothing", ""],
  ["send half a head", "GET /state HTTP/1.1\r\nhost: loc"],
  [
    "send half a body",
    "POST /login HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\n" +
    "content-length: 1000\r\n\r\nhalf",
  ],
];

for (const [what, text] of CROWDS) {
  Deno.test({
    name: `with 256 open files allowed and 300 connections that ${what}, it answers and polls on`,
    ignore,
    fn: async () => {
      await using home = await createHome();
      await using program = startProgram(DEMO, { dir: home.dir, openFiles: 256 });
      const url = await urlOf(program);
      using crowd = await gather(url, { count: 300, text });
      strictEqual(crowd.taken, 300);
      const before = await pollsOf(url);
      await until(async () => await pollsOf(url) > before + 1, "two more polls");
      deepStrictEqual(eventsOf(program, "accept_failed"), []);
      program.kill("SIGTERM");
      strictEqual((await program.ended).code, 0);
      deepStrictEqual(program.err, []);
    },
  });
}

Deno.test({
  name: "when the system has no descriptor left, that is told once, and it answers and stops as ever",
  ignore,
  fn: async () => {
    await using home = await createHome();
    const env = { SIGNAL_V2_PORT: "0" };
    await using program = startProgram(["start"], { dir: home.dir, env, openFiles: 80 });
    const url = await urlOf(program);
    for (let i = 0; i < 3; i++) {
      using _crowd = await gather(url, { count: 100, text: "" });
      await lineOf(program, "accept_failed");
      strictEqual((await (await fetch(`${url}/livez`)).json()).status, "alive");
      const page = await fetch(url);
      await page.text();
      strictEqual(page.status, 200);
    }
    const failed = eventsOf(program, "accept_failed");
    strictEqual(failed.length, 1);
    match(failed[0]?.message ?? "", /no new connection can be taken with \d+ open: Too many open files/);
    program.kill("SIGTERM");
    strictEqual((await program.ended).code, 0);
    deepStrictEqual(program.err, []);
  },
});

const TOKEN = "correct-horse-battery-1";

/** Connects and resets at once: the server learns of a caller who is gone. */
function resetOnce(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.resetAndDestroy());
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
}

Deno.test({
  name: "a burst of callers who are gone before they are taken costs the others nothing",
  ignore,
  fn: async () => {
    await using home = await createHome();
    await using program = startProgram(["start"], { dir: home.dir, env: { SIGNAL_V2_PORT: "0" } });
    const url = await urlOf(program);
    const port = Number(new URL(url).port);
    // Stopped, so that all of them are in the queue of the system.
    program.kill("SIGSTOP");
    for (let i = 0; i < 100; i++) await resetOnce(port);
    program.kill("SIGCONT");
    strictEqual((await (await fetch(`${url}/livez`)).json()).status, "alive");
    await lineOf(program, "callers_left");
    deepStrictEqual(eventsOf(program, "accept_failed"), []);
    using crowd = await gather(url, { count: 60, text: "" });
    strictEqual(crowd.taken, 60);
    strictEqual((await (await fetch(`${url}/livez`)).json()).status, "alive");
  },
});

Deno.test({
  name:
    "wrong tokens on many more connections than there are places keep out neither probes nor the right token",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using home = await createHome();
    const env = { SIGNAL_V2_PORT: "0", SIGNAL_V2_TOKEN: TOKEN };
    await using program = startProgram(["start"], { dir: home.dir, env, openFiles: 256 });
    const url = await urlOf(program);
    const text = "GET /state HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer wrong\r\n\r\n";
    for (let i = 0; i < 3; i++) {
      using _one = await gather(url, { count: 90, text });
      using _two = await gather(url, { count: 90, text });
      for (const path of ["/livez", "/state"]) {
        const headers = path === "/livez" ? {} : { authorization: `Bearer ${TOKEN}` };
        const answer = await fetch(url + path, { headers: { connection: "close", ...headers } });
        await answer.text();
        strictEqual(answer.status, 200, path);
      }
      const wrong = await fetch(`${url}/state`, { headers: { authorization: "Bearer wrong" } });
      await wrong.text();
      strictEqual([401, 429].includes(wrong.status), true);
    }
  },
});
