/** What a person may ask or change: meaning, checks and words of it once, whatever door it comes in by. */
import { z } from "zod";
import type { Actor } from "../core/actor.ts";
import type { Lang } from "../core/lang.ts";
import type { CommandDeps } from "./deps.ts";

/** `read` shows; `signal` claims and confirms what is sent; `trade` moves strategies; `admin` is about the program. */
export type CommandScope = "read" | "signal" | "trade" | "admin";

export type Wording = Readonly<Record<Lang, string>>;

export interface CommandContext {
  /** Whoever asks; written with what it changes. */
  readonly actor: Actor;
  /** Whose things these are. */
  readonly owner: string;
  readonly deps: CommandDeps;
}

export interface Command<Args = unknown, Result = unknown> {
  /** `strategies.start`: a subject and a verb. Stored and public, so it stays. */
  readonly id: string;
  readonly scope: CommandScope;
  /** Whether a door where a slip of the finger is near asks a second time. */
  readonly twoSteps: boolean;
  /** What it does, in a line, for a list of commands. */
  readonly about: Wording;
  readonly args: z.ZodType<Args>;
  /** The names of the arguments, for a hint at a misspelt one. */
  readonly names: readonly string[];
  /** Plain JSON. */
  readonly result: z.ZodType<Result>;
  /** The result in a sentence or a few lines. */
  words(result: Result): Wording;
  /** @throws {CommandRefusal} when it cannot be done; then nothing was changed. */
  run(args: Args, context: CommandContext): Promise<Result>;
}

/** Keeps the types of one command together; the list knows it as any other. */
export function defineCommand<Args extends z.ZodObject, Result extends z.ZodType>(
  parts: {
    readonly id: string;
    readonly scope: CommandScope;
    readonly twoSteps?: boolean;
    readonly about: Wording;
    readonly args: Args;
    readonly result: Result;
    readonly words: (result: z.output<Result>) => Wording;
    readonly run: (args: z.output<Args>, context: CommandContext) => Promise<z.output<Result>>;
  },
): Command<z.output<Args>, z.output<Result>> {
  return {
    twoSteps: false,
    ...parts,
    // A further key would be a wish that nobody heard.
    args: parts.args.strict() as unknown as z.ZodType<z.output<Args>>, // the same shape, only stricter
    names: Object.keys(parts.args.shape),
    result: parts.result as unknown as z.ZodType<z.output<Result>>, // named by its output
  };
}

/** How many rows one answer has, and where the next one begins. */
export const pageArgs = {
  limit: z.int().min(1).max(200).default(50).describe("rows of one answer"),
  cursor: z.string().min(1).max(80).optional().describe("`next_cursor` of the answer before"),
};

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}
