/** What the command about the watchlist answers, as far as its page needs it. */
import { z } from "zod";

const shownWatchedSchema = z.object({
  code: z.string(),
  name: z.string().nullable(),
  note: z.string().nullable(),
  has_candles: z.boolean(),
  close: z.object({
    price: z.number(),
    at: z.string(),
    change_pct: z.number().nullable(),
    change_from: z.string().nullable(),
  }).nullable(),
  held: z.boolean().nullable(),
  held_at: z.string().nullable(),
});
export type ShownWatched = z.infer<typeof shownWatchedSchema>;

export const watchListSchema = z.object({ items: z.array(shownWatchedSchema) });
