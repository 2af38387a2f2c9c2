import { findFreePort, waitForOk } from "../child.ts";
import { interleave } from "../numbers.ts";
import { makeWorkDir } from "../paths.ts";
import { startHello, startProgram } from "../program.ts";
import { type Result, toPairResult } from "../result.ts";

const ROUNDS = 11;
const LIMIT = 2;

/** From the start of the process, without any setting, to the first 200. */
export async function measureStart(): Promise<readonly Result[]> {
  const ours = async () => {
    await using dir = await makeWorkDir();
    const port = findFreePort();
    const startedMs = performance.now();
    await using _program = await startProgram({ dir: dir.path, port, args: ["start"] });
    await waitForOk(port, "/livez");
    return performance.now() - startedMs;
  };
  const bare = async () => {
    const port = findFreePort();
    const startedMs = performance.now();
    await using _hello = startHello(port);
    await waitForOk(port, "/");
    return performance.now() - startedMs;
  };
  await ours();
  await bare();
  return [
    toPairResult(await interleave(ROUNDS, { ours, bare }), {
      what: "start to the first 200",
      unit: "ms",
      target: { text: `<= ${LIMIT}x`, isMet: (ratio) => ratio <= LIMIT },
    }),
  ];
}
