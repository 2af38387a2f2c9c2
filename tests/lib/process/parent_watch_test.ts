import { deepStrictEqual, match, ok as assertTrue, rejects } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { startChildWatch } from "../../../src/lib/process/parent_watch.ts";
import { startDeno, until } from "../../support/program.ts";

const WATCHED = fileURLToPath(new URL("../../support/watched_child.ts", import.meta.url));
const PARENT = fileURLToPath(new URL("../../support/strategy_parent.ts", import.meta.url));
const DIR = fileURLToPath(new URL(".", import.meta.url));

async function isAlive(pid: number): Promise<boolean> {
  return (await new Deno.Command("kill", { args: ["-0", String(pid)], stderr: "null" }).output()).success;
}

Deno.test("a watched child that takes typed arrays in a busy loop is ended at its ceiling and says so", async () => {
  await using child = startDeno(["--no-prompt", "--cached-only", WATCHED, "hoard", "200"], { dir: DIR });
  const { signal } = await child.ended;
  deepStrictEqual([signal, child.err.at(-1)], ["SIGKILL", "it used more than 200 MB"]);
});

Deno.test("a watched child that keeps to its memory lives on and leaves as it likes", async () => {
  await using child = startDeno(["--no-prompt", "--cached-only", WATCHED, "wait", "200"], { dir: DIR });
  const { code, signal } = await child.ended;
  deepStrictEqual([code, signal, child.err], [7, null, []]);
});

Deno.test("a strategy in an endless loop is gone within 3 s after its parent was killed", async () => {
  const flags = ["--no-prompt", "--cached-only", "--allow-read", "--allow-run", "--allow-env", "--allow-sys"];
  await using parent = startDeno([...flags, PARENT, "loops.ts"], { dir: DIR });
  await until(() => parent.out.length > 0, "the child's id", 20_000);
  const pid = Number(parent.out[0]);
  match(String(parent.out[0]), /^\d+$/);
  assertTrue(await isAlive(pid));
  parent.kill("SIGKILL");
  try {
    await until(async () => !await isAlive(pid), "the end of the child");
  } finally {
    if (await isAlive(pid)) Deno.kill(pid, "SIGKILL");
  }
});

Deno.test("a thread that cannot begin is an error at once, so that nothing runs unwatched", async () => {
  const { Worker: UsualWorker } = globalThis;
  globalThis.Worker = class extends UsualWorker {
    constructor() {
      super("data:text/javascript,throw new Error('no thread')", { type: "module" });
    }
  };
  try {
    const watching = startChildWatch({ mostRssBytes: 1e9 });
    await rejects(watching, { name: "RangeError", message: /^Cannot watch this process: .*no thread/ });
  } finally {
    globalThis.Worker = UsualWorker;
  }
});
