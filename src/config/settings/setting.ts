import type { z } from "zod";

/** One setting: its name in the environment, how its text is read, and what a person is told about it. */
export interface Setting<T> {
  readonly name: string;
  /** Text to value; a failure's message says what the text must be, and never repeats it. */
  readonly schema: z.ZodType<T, string>;
  /** Used when the setting is not there; `undefined` means that it stays off. */
  readonly fallback: string | undefined;
  readonly example: string;
  readonly isSecret?: boolean;
  readonly help: string;
}

/** Settings of one subject, by what the program calls them. */
export type SettingGroup = Readonly<Record<string, Setting<unknown>>>;
