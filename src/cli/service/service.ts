import { type App, startApp } from "../../app/app.ts";
import type { Runtime } from "../../app/runtime.ts";
import type { Config } from "../../config/config.ts";
import { realClock } from "../../app/runtime.ts";
import { EXIT } from "../../core/errors.ts";
import { createEvents } from "../../telemetry/events.ts";
import { listenForStop, waitForStop } from "./stop_signal.ts";

/** Whatever hangs, the process is gone after this. */
const LAST_EXIT_MS = 4_500;

export interface ServiceHooks {
  /** Before the first poll: the place for a banner. */
  readonly greet: (app: App) => void | Promise<void>;
  /** Runs beside the service until `signal` aborts. */
  readonly beside?: (app: App, signal: AbortSignal) => Promise<void>;
}

/** Runs the program until it is asked to stop, also while it starts, and stops it within five seconds. */
export async function runService(
  config: Config,
  outsideWithoutStop: Omit<Runtime, "requestStop" | "signal">,
  hooks: ServiceHooks,
): Promise<number> {
  using stop = listenForStop();
  const outside = { ...outsideWithoutStop, requestStop: stop.stop, signal: stop.signal };
  const events = createEvents(outside.log);
  using _guard = exitOnUnhandled(outside);
  const app = await startUnlessStopped(config, outside, hooks.greet);
  if (app === undefined) return EXIT.ok;
  const beside = hooks.beside?.(app, stop.signal);
  await waitForStop(stop.signal);
  const clock = realClock;
  const startedMs = clock.monotonic();
  clock.sleep(LAST_EXIT_MS).then(() => Deno.exit(EXIT.ok));
  await app[Symbol.asyncDispose]();
  await beside;
  events.stopped({ tookMs: clock.monotonic() - startedMs });
  return EXIT.ok;
}

/** @returns nothing when the stop came first; what was opened by then is closed again. */
async function startUnlessStopped(
  config: Config,
  outside: Runtime & { readonly signal: AbortSignal },
  greet: ServiceHooks["greet"],
): Promise<App | undefined> {
  try {
    return await startApp(config, outside, greet);
  } catch (error) {
    if (outside.signal.aborted && error === outside.signal.reason) return undefined;
    throw error;
  }
}

/** A rejection nobody handles is our mistake: say it once and leave the restart to the service manager. */
function exitOnUnhandled({ log }: Runtime): Disposable {
  const onUnhandled = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    log.write("error", "unhandled_rejection", "a mistake in the program ended it; please report this line", {
      error: event.reason,
    });
    Deno.exit(EXIT.runtime);
  };
  globalThis.addEventListener("unhandledrejection", onUnhandled);
  return { [Symbol.dispose]: () => globalThis.removeEventListener("unhandledrejection", onUnhandled) };
}
