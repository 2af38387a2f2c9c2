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

/** @throws {UserError} when the port is taken or the address is not ours. */
export function startWeb({ config, runtime, events, parts }: WebOptions): Listener {
  const { clock } = runtime;
  return listen({ ...config, clock: clock.real, events }, (callerOf) =>
    createWeb({
      ...parts,
      clock,
      access: toAccessRules(config),
      callerOf,
      onFailure: events.requestFailed,
      onWrongToken: events.wrongToken,
    }));
}
