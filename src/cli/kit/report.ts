import { EXIT, toErrorText, UserError } from "../../core/errors.ts";
import { createRedactor, escapeControls } from "../../core/text.ts";
import { langOf, translate } from "./language.ts";
import { readEnvironment, type Terminal } from "./terminal.ts";

/** A test holds it against the settings, which an ending program need not read in. */
export const SECRETS: readonly string[] = [
  ...["WEBAI_API_KEY", "SIGNAL_V2_TOKEN", "HEARTBEAT_URL", "SIGNAL_V2_TELEGRAM_TOKEN"],
  ...["SIGNAL_V2_OFFICE_URL", "SIGNAL_V2_OFFICE_SECRET", "SIGNAL_V2_INBOUND_KEY", "SIGNAL_V2_INBOUND_SECRET"],
];

async function toErrorLine(sentence: string, terminal: Terminal): Promise<string> {
  return `${langOf(terminal) === "ko" ? "오류" : "error"}: ${await translate(sentence, terminal)}`;
}

/** One line for everything a person can put right; a stack only for mistakes of the program itself. */
export async function report(error: unknown, terminal: Terminal): Promise<number> {
  if (error instanceof UserError) {
    terminal.err(await toErrorLine(error.message, terminal));
    return error.exitCode;
  }
  if (error instanceof Deno.errors.NotCapable) {
    const why = `the permissions given at the start do not allow this: ${escapeControls(toErrorText(error))}`;
    terminal.err(await toErrorLine(why, terminal));
    return EXIT.config;
  }
  const redact = createRedactor(
    SECRETS.flatMap((name) => readEnvironment(name) ?? []),
  );
  terminal.err(redact(`error: ${error instanceof Error ? error.stack ?? error.message : String(error)}`));
  return EXIT.runtime;
}
