/** `db …`: what is in the database files, also while the service runs. */
import type { Command } from "commander";
import type { Config } from "../../config/config.ts";
import { realClock } from "../../app/runtime.ts";
import { EXIT } from "../../core/errors.ts";
import { toDurationText, toKstClock, toKstIso } from "../../core/kst.ts";
import { escapeControls } from "../../core/text.ts";
import { loadDriver } from "../../sqlite/driver.ts";
import { loadConfig } from "../kit/load_config.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { type DatabaseFacts, inspectDatabase } from "./inspect.ts";
import { DATABASES } from "./kinds.ts";
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
      else for (const line of toLines(facts, realClock.now())) terminal.out(line);
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

function toLines(all: readonly DatabaseFacts[], nowMs: number): readonly string[] {
  const wrong = findWrong(all);
  const last = all.every(({ state }) => state === "missing")
    ? "There is no database yet: the first start makes it."
    : wrong.length === 0
    ? "Everything that was looked at is in order."
    : `Something is wrong with ${wrong.map(({ name }) => name).join(", ")}.`;
  return [...all.flatMap((facts) => toFileLines(facts, nowMs)), last];
}

function toFileLines(facts: DatabaseFacts, nowMs: number): readonly string[] {
  const { name, state, faults, notes, tables, schema, check } = facts;
  const isSound = faults.length === 0;
  const head = state === "missing" && isSound
    ? `${name}: not there yet`
    : `${name}: ${isSound ? `ok, ${check} check` : state}, ${toSizes(facts)}${
      schema === undefined ? "" : `, schema ${schema}`
    }`;
  const rows = tables.map(({ name, rows, newestMs }) => [
    `  ${escapeControls(name)}`,
    `${rows} ${rows === 1 ? "row" : "rows"}`,
    newestMs === undefined ? "" : `newest ${toKstClock(newestMs)}${toAge(nowMs - newestMs)}`,
  ]);
  return [
    head,
    ...faults.map((fault) => `  → ${escapeControls(fault)}`),
    ...notes.map((note) => `  note: ${escapeControls(note)}`),
    ...toTable(rows),
  ];
}

function toAge(ageMs: number): string {
  return ageMs >= 0 ? ` (${toDurationText(ageMs)} ago)` : "";
}

function toSizes({ bytes, logBytes, freeBytes }: DatabaseFacts): string {
  return [
    toSizeText(bytes),
    ...(logBytes === 0 ? [] : [`${toSizeText(logBytes)} of log`]),
    ...(freeBytes === 0 ? [] : [`${toSizeText(freeBytes)} of it free`]),
  ].join(", ");
}
