import { EXIT, toErrorText, UserError } from "../../core/errors.ts";
import { createRedactor, escapeControls } from "../../core/text.ts";
import { readEnvironment, type Terminal } from "./terminal.ts";

/** One line for everything a person can put right; a stack only for mistakes of the program itself. */
export function report(error: unknown, terminal: Terminal): number {
  if (error instanceof UserError) {
    terminal.err(`error: ${error.message}`);
    return error.exitCode;
  }
  if (error instanceof Deno.errors.NotCapable) {
    terminal.err(
      `error: the permissions given at the start do not allow this: ${escapeControls(toErrorText(error))}`,
    );
    return EXIT.config;
  }
  const redact = createRedactor(
    ["WEBAI_API_KEY", "SIGNAL_V2_TOKEN", "HEARTBEAT_URL"].flatMap((name) => readEnvironment(name) ?? []),
  );
  terminal.err(redact(`error: ${error instanceof Error ? error.stack ?? error.message : String(error)}`));
  return EXIT.runtime;
}
