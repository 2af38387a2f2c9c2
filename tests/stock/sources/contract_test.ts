import { deepStrictEqual, doesNotThrow, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { toKstIso } from "../../../src/core/kst.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";
import {
  type JsonObject,
  type Source,
  toCacheKey,
  toCanonicalJson,
} from "../../../src/stock/sources/source.ts";

const FOLDER = new URL("../../../src/stock/sources/", import.meta.url);
/** The files of the rack that are no plugs; everything else must be in the list of `mod.ts`. */
const NOT_PLUGS = new Set(["source.ts", "mod.ts", "recognize.ts", "stock_requests.ts"]);

const anyPayload = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      "data",
      "holdings",
      "items",
      "results",
      "as_of",
      "date",
      "timestamp",
      "updated_at",
      "__proto__",
    ),
    fc.string(),
  ),
  fc.oneof(
    fc.jsonValue(),
    fc.double(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.dictionary(fc.constantFrom("holdings", "results", "as_of"), fc.jsonValue()),
  ),
);

function findFiles(): readonly string[] {
  return [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".ts"));
}

function isWholeOrUnknown(value: number | undefined, min: number): boolean {
  return value === undefined || (Number.isFinite(value) && value >= min);
}

Deno.test("every file in src/sources is the contract, the list, a known helper or a listed source", () => {
  const listed = new Set(SOURCES.map(({ id }) => `${id}.ts`));
  const forgotten = findFiles().filter((name) => !NOT_PLUGS.has(name) && !listed.has(name));
  deepStrictEqual(forgotten, [], "add these to src/sources/mod.ts");
});

Deno.test("no two sources share an id or a cache key", () => {
  strictEqual(new Set(SOURCES.map(({ id }) => id)).size, SOURCES.length);
  strictEqual(new Set(SOURCES.map(({ request }) => toCacheKey(request()))).size, SOURCES.length);
});

for (const source of SOURCES) {
  const { id, title, request, summarize } = source;

  Deno.test(`source ${id} has a snake_case id that is the name of its file`, async () => {
    match(id, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    const exported = await import(new URL(`${id}.ts`, FOLDER).href) as Record<string, Source>;
    assertTrue(Object.values(exported).includes(source), `${id}.ts does not export the source`);
  });

  Deno.test(`source ${id} has a title for people`, () => {
    match(title, /^\S.*\S$/);
  });

  Deno.test(`source ${id} asks the same question each time`, () => {
    deepStrictEqual(request(), request());
    strictEqual(toCacheKey(request()), toCacheKey(request()));
  });

  Deno.test(`source ${id} asks for a path below the base address with a usable time to live`, () => {
    const { method, path, ttlMs } = request();
    match(path, /^\/api\/[\w/?=&.-]+$/);
    assertTrue(method === "GET" || method === "POST");
    assertTrue(Number.isInteger(ttlMs) && ttlMs >= 1_000 && ttlMs <= 3_600_000, `${ttlMs}`);
  });

  Deno.test(`source ${id} sends a canonical JSON object with POST and nothing with GET`, () => {
    const { method, body } = request();
    if (method === "GET") return strictEqual(body, undefined);
    const sent: unknown = JSON.parse(body ?? "");
    strictEqual(toCanonicalJson(sent), body);
    assertTrue(typeof sent === "object" && sent !== null && !Array.isArray(sent));
  });

  Deno.test(`source ${id} summarizes any JSON object without a throw and without invented numbers`, () => {
    fc.assert(
      fc.property(anyPayload, (payload) => {
        const { items, dataAtMs } = summarize(payload as JsonObject);
        assertTrue(isWholeOrUnknown(items, 0), `items ${items}`);
        assertTrue(isWholeOrUnknown(dataAtMs, -Infinity), `dataAtMs ${dataAtMs}`);
        if (dataAtMs !== undefined) match(toKstIso(dataAtMs), /\+09:00$/);
      }),
      { numRuns: 500 },
    );
  });

  Deno.test(`source ${id} leaves the payload as it came`, () => {
    fc.assert(fc.property(anyPayload, (payload) => {
      const before = JSON.stringify(payload);
      summarize(payload as JsonObject);
      strictEqual(JSON.stringify(payload), before);
    }));
  });

  Deno.test(`source ${id} summarizes an empty object as unknown`, () => {
    deepStrictEqual(summarize({}), { items: undefined, dataAtMs: undefined });
  });

  Deno.test(`source ${id} is not confused by a frozen or a deep payload`, () => {
    let deep: unknown = [];
    for (let i = 0; i < 10_000; i++) deep = { data: deep };
    doesNotThrow(() => summarize(Object.freeze({ data: deep, items: null })));
  });

  Deno.test(`source ${id} recognizes in any JSON object only texts and finite numbers`, () => {
    fc.assert(fc.property(anyPayload, (payload) => {
      const { head, list } = source.recognize(payload as JsonObject, 10);
      const rows = list.kind === "rows" ? list.rows : [];
      assertTrue(rows.length <= 10);
      for (const value of [head, ...rows].flatMap((cells) => Object.values(cells))) {
        assertTrue(value === undefined || typeof value === "string" || Number.isFinite(value), String(value));
      }
    }));
  });

  Deno.test(`source ${id} recognizes an empty list as empty, and a list under another name as none`, () => {
    const name = ["holdings", "sentiments", "candidates"].find((one) => summarize({ [one]: [] }).items === 0);
    assertTrue(name !== undefined);
    strictEqual(source.recognize({ [name]: [] }, 10).list.kind, "empty");
    const row = { ticker: "005930", name: "삼성전자", current_price: 71_000, headline: "h", score: 1 };
    strictEqual(source.recognize({ [name]: [row, row] }, 10).list.kind, "rows");
    strictEqual(source.recognize({ [`${name}_v2`]: [row, row] }, 10).list.kind, "unrecognized");
    strictEqual(source.recognize({}, 10).list.kind, "unrecognized");
  });
}
