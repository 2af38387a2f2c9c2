/** What the running program says of itself; the shapes are those of `/health` and `/state`. */
import { z } from "zod";
import type { ProgramPort } from "../deps.ts";

export const healthSchema = z.looseObject({
  status: z.string(),
  state: z.string(),
  mode: z.string(),
  now: z.string(),
  problems: z.array(z.string()),
});

export const sourceSchema = z.looseObject({
  state: z.string(),
  stale: z.boolean(),
  age_s: z.number().nullable(),
  data: z.unknown(),
});

export const stateSchema = z.looseObject({
  now: z.string(),
  mode: z.string(),
  sources: z.record(z.string(), sourceSchema),
});

export function readSource(program: ProgramPort, id: string): z.output<typeof sourceSchema> {
  const source = stateSchema.parse(program.state()).sources[id];
  if (source === undefined) throw new RangeError(`Cannot show ${id}: the program has no such source`);
  return source;
}

/** Whether and how far the data can be believed: that comes before what it says. */
export function toAgeWords(
  name: { readonly ko: string; readonly en: string },
  { state, stale, age_s: ageS }: z.output<typeof sourceSchema>,
) {
  if (ageS === null) {
    return { ko: `${name.ko}: 아직 받은 것이 없습니다.`, en: `${name.en}: nothing came yet.` };
  }
  return {
    ko: `${name.ko}: ${ageS}초 전 자료${stale ? ", 오래됨" : ""} (${state})`,
    en: `${name.en}: ${ageS} s old${stale ? ", stale" : ""} (${state})`,
  };
}
