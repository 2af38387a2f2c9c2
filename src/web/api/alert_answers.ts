/** What commands about alarms answer, as far as pages need it. */
import { z } from "zod";

const wordsSchema = z.object({ ko: z.string(), en: z.string() });

const alertSchema = z.object({
  id: z.string(),
  kind: z.string(),
  params: z.record(z.string(), z.unknown()),
});

export const removedAlertSchema = alertSchema;
export type RemovedAlert = z.infer<typeof removedAlertSchema>;

const shownAlertSchema = alertSchema.extend({ words: wordsSchema });
export type ShownAlert = z.infer<typeof shownAlertSchema>;

export const alertListSchema = z.object({ items: z.array(shownAlertSchema) });
