/** The one way to a command: arguments are read and checked, then it runs. */
import type { z } from "zod";
import { toFieldFault, toFieldWords } from "../core/payload/field_faults.ts";
import { nearName } from "../core/near_name.ts";
import type { Command, CommandContext } from "./command.ts";
import { CommandRefusal } from "./refusal.ts";

/**
 * @param given plain JSON, as it came in by the door.
 * @throws {CommandRefusal} for arguments that do not fit, and what the command throws.
 */
export async function runCommand<Args, Result>(
  command: Command<Args, Result>,
  given: unknown,
  context: CommandContext,
): Promise<Result> {
  return await command.run(parseArguments(command, given), context);
}

function parseArguments<Args>(command: Command<Args>, given: unknown): Args {
  refuseNul(command, given);
  const parsed = command.args.safeParse(given, { error: toFieldWords });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 3).map((issue) => toFault(issue, command.names));
  throw new CommandRefusal("arguments", "bad_arguments", {
    message: `Cannot do ${command.id}: ${faults.join("; ")}`,
    more: { arguments: command.names },
  });
}

/** No text of the databases may hold one; a driver that is asked for it throws, or reads up to it and no further. */
function refuseNul({ id, names }: Pick<Command, "id" | "names">, given: unknown): void {
  if (typeof given !== "object" || given === null) return;
  const found = Object.entries(given).find((entry) => holdsNul(entry));
  if (found === undefined) return;
  throw new CommandRefusal("arguments", "bad_arguments", {
    message: `Cannot do ${id}: ${found[0].replaceAll("\0", "␀").slice(0, 40)}: must not hold a NUL letter`,
    more: { arguments: names },
  });
}

/** Without recursion: what a file or a command line brings in may be as deep as it likes. */
function holdsNul(given: unknown): boolean {
  const waiting = [given];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string" && value.includes("\0")) return true;
    if (typeof value === "object" && value !== null) waiting.push(...Object.entries(value).flat());
  }
  return false;
}

function toFault(issue: z.core.$ZodIssue, names: readonly string[]): string {
  if (issue.code === "unrecognized_keys") return toUnknown(issue.keys[0] ?? "", names);
  return toFieldFault(issue, "the whole");
}

function toUnknown(key: string, names: readonly string[]): string {
  const shown = JSON.stringify(key.slice(0, 40));
  if (names.length === 0) return `there is no argument ${shown}; it takes none`;
  const near = nearName(key, names);
  return `there is no argument ${shown}; ${
    near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`
  }`;
}
