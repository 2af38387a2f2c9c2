import { DRIVER_FLAGS } from "../support/sqlite.ts";

/** A process of its own, with no rights beyond one directory. */
export interface Child extends AsyncDisposable {
  /** The next line it printed, or `undefined` at the end. */
  next(): Promise<string | undefined>;
  /** All further lines until it ends. */
  rest(): Promise<string[]>;
  /** Lets a child that waits for a word go on. */
  go(): Promise<void>;
  /** kill -9 */
  kill(): void;
}

/** `store_child.ts` */
export function startChild(mode: string, dir: string, ...args: string[]): Child {
  return startScript("store_child.ts", [mode, dir, ...args]);
}

/** `store_child.ts` over the built-in SQLite, whatever the tests run over. */
export function startBuiltInChild(mode: string, dir: string, ...args: string[]): Child {
  return startScript("store_child.ts", [mode, dir, ...args], { SIGNAL_V2_SQLITE: "node" });
}

/** `candle_child.ts` */
export function startCandleChild(mode: string, dir: string, ...args: string[]): Child {
  return startScript("../market/store/candle_child.ts", [mode, dir, ...args]);
}

function startScript(
  name: string,
  args: readonly [mode: string, dir: string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Child {
  const script = `${import.meta.dirname}/${name}`;
  const dir = args[1];
  const process = new Deno.Command("deno", {
    args: [
      "run",
      "--no-prompt",
      "--quiet",
      `--allow-read=${dir}`,
      `--allow-write=${dir}`,
      ...DRIVER_FLAGS,
      script,
      ...args,
    ],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = toLines(process.stdout);
  const writer = process.stdin.getWriter();
  return {
    next: async () => (await lines.next()).value ?? undefined,
    rest: () => Array.fromAsync(lines),
    go: () => writer.write(new TextEncoder().encode("go\n")),
    kill: () => process.kill("SIGKILL"),
    async [Symbol.asyncDispose]() {
      await writer.close().catch(() => {});
      for await (const _ of lines);
      await process.status;
    },
  };
}

async function* toLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    // What stands before a missing line end was not said completely (the child was killed).
    rest = parts.pop() ?? "";
    yield* parts;
  }
  return undefined;
}
