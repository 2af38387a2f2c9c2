/** What the service tells the process that makes the copies of a night, and what it answers. */
import { z } from "zod";
import { NIGHTLY_FAULTS, NIGHTLY_PLACES, type NightlyOutcome } from "../../app/backups/outcome.ts";

export const nightlyAskSchema = z.strictObject({
  dir: z.string().min(1),
  second_dir: z.string().min(1).optional(),
  places: z.array(z.enum(NIGHTLY_PLACES)),
  keep: z.int().min(1),
  /** By the clock of whoever asks. */
  now_ms: z.int().min(1),
  sqlite: z.strictObject({ driver: z.enum(["node", "ffi"]), library: z.string().optional() }),
});

const placeSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("made"),
    file: z.string(),
    bytes: z.int().min(1),
    kept: z.int().min(1),
    removed: z.array(z.string()),
    ahead: z.array(z.string()),
    left: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal("failed"), fault: z.enum(NIGHTLY_FAULTS), text: z.string() }),
]);

const outcomeSchema = z.strictObject({ own: placeSchema.optional(), second: placeSchema.optional() });

/** @returns `undefined` for what is no answer: the process died before it had one. */
export function readNightlyAnswer(text: string): NightlyOutcome | undefined {
  try {
    return outcomeSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
