/** A simulation that somebody asks for and does not wait for, as plain JSON. */
import { z } from "zod";
import { MINUTE_MS } from "../../core/kst.ts";

export const simulationRequestSchema = z.strictObject({
  rule: z.string().min(1).max(80),
  ticker: z.string().min(1).max(40),
  /** What was known by then. */
  until_ms: z.int().positive(),
  judge: z.string().min(1).max(40).optional(),
  deliver: z.boolean(),
});

export type SimulationWish = z.infer<typeof simulationRequestSchema>;

/** The first line that the worker reads: what is asked, and whom the service tells, without any key. */
export const simulationLineSchema = z.strictObject({
  wish: simulationRequestSchema,
  told: z.strictObject({ chats: z.array(z.string()), hidesAmounts: z.boolean() }).optional(),
});

export type SimulationLine = z.infer<typeof simulationLineSchema>;

/** A person who says a minute means the whole of it. */
export const toEndOfMinute = (atMs: number): number => Math.trunc(atMs) + MINUTE_MS - 1;
