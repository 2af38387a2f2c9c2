/** What the running service says of itself, for whoever is to help. A bundle has no language: its notes are English. */
import { realClock } from "../../../app/runtime.ts";
import type { Config } from "../../../config/config.ts";
import { toErrorText } from "../../../core/errors.ts";
import { attempt } from "../../../lib/http/attempt.ts";

const TIMEOUT_MS = 5_000;

/** Of the service on this machine, when it runs. */
export async function readHealth({ host, port, token }: Config): Promise<unknown> {
  const own = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const url = `http://${own.includes(":") && !own.startsWith("[") ? `[${own}]` : own}:${port}/health`;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const asked = { fetch, clock: realClock, url, headers, timeoutMs: TIMEOUT_MS, address: "the service" };
  try {
    return await attempt(asked, (answer) => answer.json());
  } catch (error) {
    return { note: `no service answered at port ${port}: ${toErrorText(error)}` };
  }
}
