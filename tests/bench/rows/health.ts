import { findFreePort, startChild, waitForOk } from "../child.ts";
import { measureRequestsPerSecond } from "../load.ts";
import { interleave } from "../numbers.ts";
import { makeWorkDir } from "../paths.ts";
import { startHello, startProgram } from "../program.ts";
import { type Result, toPairResult } from "../result.ts";

const ROUNDS = 5;
const ROUND_MS = 2_000;
const WARM_UP_MS = 1_500;
const SIZE_ROUNDS = 3;
const TARGET = 0.8;
/** Set by the runtime itself on every answer. */
const RUNTIME_HEADERS: readonly string[] = ["content-length", "date", "vary"];

/** Requests per second of the program in its demo (a full market day, its usual log) beside a bare hello. */
export async function measureHealth(): Promise<readonly Result[]> {
  await using dir = await makeWorkDir();
  const [port, barePort, sizePort] = [findFreePort(), findFreePort(), findFreePort()];
  await using _program = await startProgram({
    dir: dir.path,
    port,
    args: ["demo", "--speed", "1", "--port", String(port)],
  });
  await using _bare = startHello(barePort);
  await Promise.all([waitForOk(port, "/readyz"), waitForOk(barePort, "/")]);
  const answer = await fetch(`http://127.0.0.1:${port}/health`);
  const bodyBytes = (await answer.arrayBuffer()).byteLength;
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !RUNTIME_HEADERS.includes(name)));
  await using _size = startChild("children/same_size.ts", {
    flags: ["--allow-net=127.0.0.1"],
    args: [String(sizePort), String(bodyBytes), JSON.stringify(headers)],
  });
  await waitForOk(sizePort, "/");
  const ask = (target: { port: number; path: string }) => () => measureRequestsPerSecond(target, ROUND_MS);
  const ours = ask({ port, path: "/health" });
  const hello = ask({ port: barePort, path: "/" });
  const sameSize = ask({ port: sizePort, path: "/" });
  for (
    const target of [{ port, path: "/health" }, { port: barePort, path: "/" }, { port: sizePort, path: "/" }]
  ) {
    await measureRequestsPerSecond(target, WARM_UP_MS);
  }
  const beside = await interleave(ROUNDS, { ours, bare: hello });
  const besideSame = await interleave(SIZE_ROUNDS, { ours, bare: sameSize });
  return [
    toPairResult(beside, {
      what: "/health beside hono hello",
      unit: "requests/s",
      target: { text: `>= ${TARGET}x`, isMet: (ratio) => ratio >= TARGET },
    }),
    toPairResult(besideSame, {
      what: "  beside hono, same bytes",
      unit: "requests/s",
      note: `fixed text, ${bodyBytes} bytes, ${Object.keys(headers).length} headers: what the runtime allows`,
    }),
  ];
}
