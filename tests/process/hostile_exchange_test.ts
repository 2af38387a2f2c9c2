import { ok, strictEqual } from "node:assert/strict";
import { createHome, type Program, readLog, startProgram, until, urlOf } from "../support/program.ts";
import {
  type RawWebSocketServer,
  startRawWebSocket,
  toServerFrame,
  writeAll,
} from "../support/raw_websocket.ts";

/** The real program beside an exchange that answers nothing well and streams what `speak` sends. */
async function startBeside(speak: (conn: Deno.Conn) => Promise<void>) {
  const stack = new AsyncDisposableStack();
  const home = stack.use(await createHome());
  const stream: RawWebSocketServer = stack.use(startRawWebSocket({ speak }));
  const rest = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("[]"));
  stack.defer(() => rest.shutdown());
  const program = stack.use(startProgram(["start"], {
    dir: home.dir,
    env: {
      SIGNAL_V2_PORT: "0",
      SIGNAL_V2_MARKETS: "upbit:BTC/KRW",
      SIGNAL_V2_UPBIT_URL: `http://127.0.0.1:${rest.addr.port}`,
      SIGNAL_V2_UPBIT_STREAM_URL: stream.url,
    },
  }));
  const url = await urlOf(program);
  return { url, program, stream, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function isAlive(url: string): Promise<boolean> {
  const response = await fetch(`${url}/livez`, { headers: { connection: "close" } });
  await response.body?.cancel();
  return response.ok;
}

const linesOf = ({ out }: Program, event: string) => readLog(out).filter((line) => line.event === event);

Deno.test("an exchange that floods with what cannot be used costs some lines of log and nobody a turn", async () => {
  const flood = new Uint8Array(
    Array.from({ length: 2_000 }, (_, i) => [...toServerFrame(`{"type":"ticker","code":"${i}"}`)]).flat(),
  );
  const list = toServerFrame(`[${Array(120_001).fill(1).join()}]`);
  let rounds = 0;
  await using parts = await startBeside(async (conn) => {
    for (;; rounds++) {
      await writeAll(conn, list);
      await writeAll(conn, flood);
    }
  });
  const { url, program } = parts;
  let answers = 0;
  // As many frames as wrote 190,000 lines before.
  await until(async () => {
    ok(await isAlive(url));
    answers++;
    return rounds >= 50;
  }, "fifty rounds");
  ok(answers >= 3, `${answers} answers`);
  const lines = linesOf(program, "row_refused");
  ok(lines.length >= 2 && lines.length <= 31, `${lines.length} lines`);
  ok(lines.some(({ message }) => message.includes("the list holds 120001 frames")));
  program.kill("SIGTERM");
  strictEqual((await program.ended).code, 0);
  const last = linesOf(program, "row_refused").at(-1);
  // What the sockets of loopback still held is not among them.
  ok(Number(last?.left_out) > 20_000, JSON.stringify(last));
});

Deno.test({
  name: "a message without end takes no memory, and is one outage",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const part = new Uint8Array(60_000);
    let sentBytes = 0;
    await using parts = await startBeside(async (conn) => {
      for (let opcode = 1;; opcode = 0) {
        await writeAll(conn, toServerFrame(part, { opcode, isLast: false }));
        sentBytes += part.length;
      }
    });
    const { url, program, stream } = parts;
    await until(async () => await isAlive(url) && stream.heads.length >= 3, "three connections");
    // By another program: this one may read no /proc.
    const { stdout } = await new Deno.Command("cat", { args: [`/proc/${program.pid}/status`] }).output();
    const status = new TextDecoder().decode(stdout);
    const peakKb = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]);
    ok(peakKb < 400_000, `${peakKb} kB for ${sentBytes} bytes`);
    ok(linesOf(program, "stream_down").some(({ message }) => message.includes("longer than 2048 kB")));
  },
});
