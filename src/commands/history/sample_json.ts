/** One poll of the past for programs: names in snake_case, times in Korea. */
import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import type { Sample } from "../../stock/history/sample.ts";
import type { Cells } from "../../stock/sources/source.ts";

const cellsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

export const sampleSchema = z.object({
  fetched_at: z.string(),
  data_at: z.string().nullable(),
  gap: z.string().nullable().describe("why there is no list"),
  total: z.number().nullable(),
  head: cellsSchema,
  rows: z.array(cellsSchema),
});

export type SampleJson = z.output<typeof sampleSchema>;

export function toSampleJson({ fetchedAtMs, dataAtMs, gap, total, head, rows }: Sample): SampleJson {
  return {
    fetched_at: toKstIso(fetchedAtMs),
    data_at: dataAtMs === undefined ? null : toKstIso(dataAtMs),
    gap: gap ?? null,
    total: total ?? null,
    head: toCellsJson(head),
    rows: rows.map(toCellsJson),
  };
}

function toCellsJson(cells: Cells): z.output<typeof cellsSchema> {
  return Object.fromEntries(
    Object.entries(cells).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const isTime = name.endsWith("Ms") && typeof value === "number";
      const shownName = isTime ? name.slice(0, -2) : name;
      return [[
        shownName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        isTime ? toKstIso(value) : value,
      ]];
    }),
  );
}
