/** `db …`: what is in the database files, also while the service runs. */
import type { Command } from "commander";
import type { Config } from "../../config/config.ts";
import { realClock } from "../../app/runtime.ts";
import { EXIT } from "../../core/errors.ts";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { escapeControls } from "../../core/text.ts";
import { loadDriver } from "../../sqlite/driver.ts";
import { loadConfig } from "../kit/load_config.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { type DatabaseFacts, inspectDatabase } from "./inspect.ts";
import { DATABASES } from "./kinds.ts";
import { createSayFrom, type SayFrom } from "../../core/lang.ts";
import { langOf, spanText, translate } from "../kit/language.ts";
import { DATABASE_TEXTS } from "../texts/database.ts";
import { toSizeText } from "../../core/words/numbers.ts";

export function addDatabaseCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  const db = program.command("db").description("what is in the database files, and whether they are whole");
  db.command("check")
    .description(
      "tables, rows, newest times, sizes, schema and integrity; changes nothing, the service may run",
    )
    .option("--full", "every index and every reference too; takes longer", false)
    .option("--json", "print JSON", false)
    .action(async ({ full, json }: { full: boolean; json: boolean }) => {
      const facts = await inspectFiles(await loadConfig(), full);
      if (json) terminal.out(JSON.stringify(toJson(facts), null, 2));
      else for (const line of await toLines(facts, { terminal, nowMs: realClock.now() })) terminal.out(line);
      if (findWrong(facts).length > 0) setExitCode(EXIT.runtime);
    });
}

/** All files of the data directory. */
export async function inspectFiles(
  { dataDir }: Pick<Config, "dataDir">,
  isFull: boolean,
): Promise<readonly DatabaseFacts[]> {
  await loadDriver();
  const options = { isFull, nowMs: realClock.now() };
  const all = DATABASES.map((kind) => inspectDatabase(`${dataDir}/${kind.name}`, kind, options));
  const [signals] = all;
  const isLost = signals?.state === "missing" && all.some(({ state }) => state !== "missing");
  if (!isLost || signals === undefined) return all;
  const text = "it is missing while other files of the program are there: restore a backup of it";
  return [{ ...signals, faults: [text] }, ...all.slice(1)];
}

const findWrong = (all: readonly DatabaseFacts[]) => all.filter(({ faults }) => faults.length > 0);

export function toJson(all: readonly DatabaseFacts[]) {
  return {
    ok: findWrong(all).length === 0,
    files: all.map(({ name, path, state, faults, notes, bytes, logBytes, freeBytes, ...facts }) => ({
      ...{ name, path, state, faults, notes, bytes },
      ...{ log_bytes: logBytes, free_bytes: freeBytes, schema: facts.schema ?? null },
      ...{ known_schema: facts.knownSchema, check: facts.check },
      tables: facts.tables.map(({ name, rows, newestMs }) => ({
        ...{ name, rows, newest: newestMs === undefined ? null : toKstIso(newestMs) },
      })),
    })),
  };
}

async function toLines(
  all: readonly DatabaseFacts[],
  { terminal, nowMs }: Shown,
): Promise<readonly string[]> {
  const say = createSayFrom(DATABASE_TEXTS, langOf(terminal));
  const wrong = findWrong(all);
  const last = all.every(({ state }) => state === "missing")
    ? say("none")
    : wrong.length === 0
    ? say("well")
    : say("wrong", { names: wrong.map(({ name }) => name).join(", ") });
  const files = await Promise.all(all.map((facts) => toFileLines(facts, { terminal, nowMs })));
  return [...files.flat(), last];
}

interface Shown {
  readonly terminal: Terminal;
  readonly nowMs: number;
}

async function toFileLines(facts: DatabaseFacts, { terminal, nowMs }: Shown): Promise<readonly string[]> {
  const say = createSayFrom(DATABASE_TEXTS, langOf(terminal));
  const { name, state, faults, notes, tables, schema, check } = facts;
  const isSound = faults.length === 0;
  const sizes = [...toSizes(facts, say), ...(schema === undefined ? [] : [say("schema", { schema })])].join(
    ", ",
  );
  const head = !isSound
    ? say("head_bad", { name, state: say(`state_${state}`), sizes })
    : state === "missing"
    ? say("not_there", { name })
    : say("head_ok", { name, check: say(`check_${check}`), sizes });
  const rows = tables.map(({ name, rows, newestMs }) => [
    `  ${escapeControls(name)}`,
    rows === 1 ? say("rows_one") : say("rows_many", { count: rows }),
    newestMs === undefined ? "" : toNewest(newestMs, { terminal, nowMs }),
  ]);
  const toText = async (sentence: string) => escapeControls(await translate(sentence, terminal));
  return [
    head,
    ...await Promise.all(faults.map(async (fault) => `  → ${await toText(fault)}`)),
    ...await Promise.all(notes.map(async (note) => say("note", { note: await toText(note) }))),
    ...toTable(rows),
  ];
}

function toNewest(newestMs: number, { terminal, nowMs }: Shown): string {
  const say = createSayFrom(DATABASE_TEXTS, langOf(terminal));
  const time = toKstClock(newestMs);
  return newestMs > nowMs
    ? say("newest", { time })
    : say("newest_ago", { time, span: spanText(nowMs - newestMs, terminal) });
}

function toSizes({ bytes, logBytes, freeBytes }: DatabaseFacts, say: SayFrom<typeof DATABASE_TEXTS>) {
  return [
    toSizeText(bytes),
    ...(logBytes === 0 ? [] : [say("log", { size: toSizeText(logBytes) })]),
    ...(freeBytes === 0 ? [] : [say("free", { size: toSizeText(freeBytes) })]),
  ];
}
