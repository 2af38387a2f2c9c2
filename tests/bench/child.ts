import { fromFileUrl } from "./paths.ts";

export interface Child extends AsyncDisposable {
  readonly process: Deno.ChildProcess;
}

/** Starts `deno run` with its output thrown away after it was read, as a service manager would. */
export function startChild(
  script: string,
  options: { flags: readonly string[]; args?: readonly string[]; cwd?: string; env?: Record<string, string> },
): Child {
  const process = new Deno.Command("deno", {
    args: ["run", "--no-prompt", ...options.flags, fromFileUrl(script), ...options.args ?? []],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return {
    process,
    async [Symbol.asyncDispose]() {
      const drained = process.stdout.locked ? Promise.resolve() : process.stdout.cancel();
      try {
        process.kill("SIGTERM");
      } catch {
        // It has ended already.
      }
      await Promise.all([process.status, drained]);
    },
  };
}

/** A port that was free a moment ago. */
export function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

const LONGEST_START_MS = 20_000;
const RETRY_MS = 1;

/** Asks again and again until the first answer with status 200. @returns milliseconds since the call. */
export async function waitForOk(port: number, path: string): Promise<number> {
  const startedMs = performance.now();
  const request = new TextEncoder().encode(
    `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`,
  );
  while (performance.now() - startedMs < LONGEST_START_MS) {
    const answer = await askOnce(port, request);
    if (answer.startsWith("HTTP/1.1 200")) return performance.now() - startedMs;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  throw new Error(`Nothing answered 200 to ${path} on port ${port} within ${LONGEST_START_MS} ms`);
}

async function askOnce(port: number, request: Uint8Array): Promise<string> {
  try {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(request);
    const buffer = new Uint8Array(4_096);
    const count = await connection.read(buffer);
    return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
  } catch {
    return "";
  }
}

/** The first line of JSON a child prints. @throws {Error} when it ends without one. */
export async function readFirstLine(child: Child): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  const reader = child.process.stdout.getReader();
  try {
    while (!text.includes("\n")) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`A child ended without a word: ${text}`);
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    reader.releaseLock();
  }
  return text.slice(0, text.indexOf("\n"));
}
