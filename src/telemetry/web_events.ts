import { toErrorText } from "../core/errors.ts";
import type { Log } from "../core/log.ts";

/** A row of wrong tokens is said at once and at every tenth. */
const REPEAT_EVERY = 10;
/** From so many on, whoever tries from ever new addresses gets a line for each hundredth only. */
const FLOOD = 50;
const FLOOD_REPEAT_EVERY = 100;

export type WebEvents = ReturnType<typeof createWebEvents>;

/** What happens at the doors of the program. */
export function createWebEvents(log: Log) {
  return {
    wrongToken({ address, tries, triesByAll }: { address: string; tries: number; triesByAll: number }) {
      const isSaid = triesByAll > FLOOD
        ? triesByAll % FLOOD_REPEAT_EVERY === 0
        : tries === 1 || tries % REPEAT_EVERY === 0;
      const text = `a wrong token came from ${address} (${tries} in a row from there, ${triesByAll} in all)`;
      const fields = { address, tries, tries_by_all: triesByAll };
      log.write(isSaid ? "warning" : "debug", "wrong_token", text, fields);
    },
    connectionFailed({ error }: { error: unknown }) {
      log.write("error", "connection_failed", `a connection was not served: ${toErrorText(error)}`, {
        error,
      });
    },
    acceptFailed({ error, connections }: { error: unknown; connections: number }) {
      const text = `no new connection can be taken with ${connections} open: ${toErrorText(error)}; ` +
        "idle ones are closed and it is tried again; everything else goes on";
      log.write("error", "accept_failed", text, { connections });
    },
    acceptRecovered({ failures }: { failures: number }) {
      const text = `new connections are taken again after ${failures} failed ${
        failures === 1 ? "try" : "tries"
      }`;
      log.write("info", "accept_recovered", text, { failures });
    },
    callersLeft({ error, count }: { error: unknown; count: number }) {
      const text = `${count} ${count === 1 ? "caller" : "callers"} left before the connection was taken: ` +
        `${toErrorText(error)}; the others are served as ever`;
      log.write(count === 1 ? "debug" : "warning", "callers_left", text, { count });
    },
  };
}
