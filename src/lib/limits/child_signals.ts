/** What a child does with signals that are meant for its parent. */

/** A terminal sends these to every process in it, when Ctrl-C is pressed and when its window is closed. */
const TERMINAL_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGHUP"];

/**
 * The parent decides when a child ends: it closes its stdin, or kills it. One that died of a key press by itself would
 * look like a fault of what runs in it, and would be started again while the parent stops.
 */
export function leaveTerminalSignalsToParent(): void {
  for (const name of TERMINAL_SIGNALS) Deno.addSignalListener(name, () => {});
}
