import { EXIT, toErrorText, UserError } from "../../core/errors.ts";
import { createRedactor, escapeControls } from "../../core/text.ts";
import { readEnvironment, type Terminal } from "./terminal.ts";

/** A test holds it against the settings, which an ending program need not read in. */
export const SECRETS: readonly string[] = [
  ...["WEBAI_API_KEY", "SIGNAL_V2_TOKEN", "HEARTBEAT_URL", "SIGNAL_V2_TELEGRAM_TOKEN"],
  ...["SIGNAL_V2_OFFICE_URL", "SIGNAL_V2_OFFICE_SECRET", "SIGNAL_V2_INBOUND_KEY", "SIGNAL_V2_INBOUND_SECRET"],
];

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
    SECRETS.flatMap((name) => readEnvironment(name) ?? []),
  );
  terminal.err(redact(`error: ${error instanceof Error ? error.stack ?? error.message : String(error)}`));
  return EXIT.runtime;
}
