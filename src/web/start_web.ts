/** The web as one thing: all routes on one address, with the rules of who may call them. */
import type { Clock } from "../core/clock.ts";
import { type AccessSettings, toAccessRules } from "./access/access.ts";
import type { WrongTry } from "./access/throttle.ts";
import { listen, type Listener, type ListenerEvents } from "./listener.ts";
import { createWeb, type WebParts } from "./server.ts";

/** The settings that the web follows. */
export interface WebSettings extends AccessSettings {
  readonly port: number;
  readonly dataDir: string;
}

export interface WebOptions {
  readonly config: WebSettings;
  readonly runtime: { readonly clock: Clock };
  readonly events: ListenerEvents & {
    wrongToken(facts: WrongTry): void;
    requestFailed: WebParts["onFailure"];
  };
  /** What is shown and what may be done. */
  readonly parts: Omit<
    WebParts,
    "access" | "callerOf" | "clock" | "onFailure" | "onWrongToken"
  >;
}

/** The first polls and streams go before. */
const READ_PAGES_AFTER_MS = 1_000;

/** @throws {UserError} when the port is taken or the address is not ours. */
export function startWeb({ config, runtime, events, parts }: WebOptions): Listener {
  const { clock } = runtime;
  let readPages = () => Promise.resolve();
  const listener = listen({ ...config, clock: clock.real, events }, (callerOf) => {
    const web = createWeb({
      ...parts,
      clock,
      access: toAccessRules(config),
      callerOf,
      onFailure: events.requestFailed,
      onWrongToken: events.wrongToken,
    });
    readPages = web.readPages;
    return web;
  });
  const stopping = new AbortController();
  // What fails here fails again, and is told, when somebody asks for a page.
  const reading = clock.real.sleep(READ_PAGES_AFTER_MS, stopping.signal).then(readPages).catch(() => {});
  return {
    ...listener,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await reading;
      await listener[Symbol.asyncDispose]();
    },
  };
}
