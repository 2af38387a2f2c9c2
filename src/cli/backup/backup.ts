import { dirname, extname } from "node:path";
import type { Command } from "commander";
import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import { EXIT, UserError } from "../../core/errors.ts";
import { toKstText } from "../../core/kst.ts";
import { createSayFrom, type Lang, type SayFrom } from "../../core/lang.ts";
import { listSecondFolders } from "../../app/backups/second_place.ts";
import { backUp } from "../../app/data/backup.ts";
import { loadDriver } from "../../sqlite/driver.ts";
import { toForgottenText } from "../../sqlite/file_care.ts";
import { restore } from "../../app/data/restore/restore.ts";
import { langOf, spanText } from "../kit/language.ts";
import { loadConfig } from "../kit/load_config.ts";
import { BACKUP_TEXTS } from "../texts/backup.ts";
import type { Terminal } from "../kit/terminal.ts";
import { toSinceJson, toSinceLines } from "./since_lines.ts";
import {
  findNewestBackup,
  newestOf,
  toTriedJson,
  type TriedBackup,
  type TriedFile,
  tryBackup,
} from "./try_backup.ts";
import { toSizeText } from "../../core/words/numbers.ts";

/** Saving the program's memory while it runs, and bringing it back while it does not. */
export function addBackupCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  program.command("backup")
    .description("copy signals and history while the service runs; checked before they get their names")
    .argument("[file]", "a new file or a directory (default: backups in the data directory)")
    .option("--force", "replace a file that is there", false).option("--json", "print JSON", false)
    .action((file: string | undefined, options) => runBackup(terminal, { file, ...options }));
  program.command("restore")
    .description("put a backup in the place of what is there, which is kept; stop the service first")
    .argument("[file]", "a backup; with --check the newest one when left out")
    .option("--yes", "restore also when nobody knows what went out since the backup was made", false)
    .option("--check", "only try whether it would restore; changes nothing, the service may run", false)
    .option("--json", "print JSON", false)
    .action(
      async (
        file: string | undefined,
        { check, json, yes }: { check: boolean; json: boolean; yes: boolean },
      ) => {
        if (check) return setExitCode(await runCheck(terminal, { file, json }));
        if (file === undefined) {
          throw new UserError("invalid", "Say which file to restore; --check alone tries the newest backup");
        }
        await runRestore(terminal, { file, json, isSure: yes });
      },
    );
}

async function runBackup(
  terminal: Terminal,
  options: { file: string | undefined; force: boolean; json: boolean },
): Promise<void> {
  const { dataDir: dir } = await loadConfig();
  const { file, force, json } = options;
  if (file !== undefined) {
    // A directory is written into, a file beside itself: a draft first.
    const place = isProbablyDirectory(file) ? file : dirname(file);
    requireRights(place, "Cannot back up", "or leave FILE away to write below the data directory");
  }
  await loadDriver();
  const { forgotten, ...made } = await backUp({ dir, file, force, clock: realClock });
  if (forgotten.length > 0) terminal.err(toForgottenText(forgotten));
  if (json) return terminal.out(JSON.stringify({ ...made, history: made.history ?? null, integrity: "ok" }));
  const say = createSayFrom(BACKUP_TEXTS, langOf(terminal));
  terminal.out(say("backed_up", {
    ...{ from: `${dir}/signal_v2.db`, to: made.file, size: toSizeText(made.bytes) },
    ...{ signals: toCount(made.signals, say), schema: made.schema, ms: made.tookMs },
  }));
  if (made.history === undefined) return;
  const { file: to, bytes, days } = made.history;
  terminal.out(say("history_too", { to, size: toSizeText(bytes), days: toDays(days, say) }));
}

async function runRestore(
  terminal: Terminal,
  { file, json, isSure }: { file: string; json: boolean; isSure: boolean },
): Promise<void> {
  const { dataDir: dir, dedupWindowMs: dedupMs } = await loadConfig();
  requireRights(dirname(file), "Cannot restore", "or copy the file into the data directory first", ["read"]);
  await loadDriver();
  const done = restore({ dir, file, clock: realClock, isSure, dedupMs });
  const { path, kept, migrated, since, forgotten, history, ...facts } = done;
  if (forgotten.length > 0) terminal.err(toForgottenText(forgotten));
  if (json) {
    const past = history === undefined ? null : { ...history, kept: history.kept?.path ?? null };
    const shown = {
      path,
      from: file,
      ...facts,
      migrated,
      kept: kept?.path ?? null,
      history: past,
      since: toSinceJson(since),
    };
    return terminal.out(JSON.stringify(shown));
  }
  const say = createSayFrom(BACKUP_TEXTS, langOf(terminal));
  terminal.out(say(migrated ? "restored_up" : "restored", {
    ...{ from: file, path, size: toSizeText(facts.bytes) },
    ...{ signals: toCount(facts.signals, say), schema: facts.schema },
  }));
  for (const line of toSinceLines(since, say)) terminal.out(line);
  if (history !== undefined) {
    const past = { path: history.path, days: toDays(history.days, say) };
    terminal.out(
      history.kept === undefined
        ? say("history_restored", past)
        : say("history_kept", { ...past, kept: history.kept.path }),
    );
  }
  if (kept === undefined) return terminal.out(say("none_before"));
  terminal.out(
    kept.isSound
      ? say("kept", { path: kept.path, command: toCommand("restore", kept.path) })
      : say("kept_damaged", { path: kept.path }),
  );
}

/** @returns the exit code. */
async function runCheck(
  terminal: Terminal,
  { file, json }: { file: string | undefined; json: boolean },
): Promise<number> {
  const { dataDir: dir, backup: { secondDir } } = await loadConfig();
  if (file !== undefined) requireRights(dirname(file), "Cannot try", "or copy the file first", ["read"]);
  await loadDriver();
  try {
    const folders = [`${dir}/backups`, ...(secondDir === undefined ? [] : listSecondFolders(dir, secondDir))];
    const nowMs = realClock.now();
    const tried = tryBackup({ dir, file: file ?? findNewestBackup(folders, nowMs), nowMs });
    if (json) terminal.out(JSON.stringify(toTriedJson(tried), null, 2));
    else {for (const line of toTriedLines(tried, { nowMs, lang: langOf(terminal) })) {
        terminal.out(line);
      }}
    return EXIT.ok;
  } catch (error) {
    if (!json || !(error instanceof UserError)) throw error;
    terminal.out(JSON.stringify({ would_restore: false, why: error.message }));
    return error.exitCode;
  }
}

function toTriedLines(
  { history, ...signals }: TriedBackup,
  { nowMs, lang }: { readonly nowMs: number; readonly lang: Lang },
): readonly string[] {
  const say = createSayFrom(BACKUP_TEXTS, lang);
  const toAge = (atMs: number) =>
    say("tried_age", { time: toKstText(atMs), span: spanText(Math.max(0, nowMs - atMs), { lang }) });
  const toLines = (key: "tried" | "tried_history", tried: TriedFile) => {
    const { file, bytes, madeAtMs, schema, isBroughtUp, tables } = tried;
    const newestMs = newestOf(tried);
    const rows = tables.reduce((sum, one) => sum + one.rows, 0);
    const full = tables.filter((one) => one.rows > 0).map((one) => `${one.name} ${one.rows}`);
    const facts = say(isBroughtUp ? "tried_facts_up" : "tried_facts", {
      ...{ size: toSizeText(bytes), schema, rows },
    });
    return [
      say(key, { file, age: toAge(madeAtMs) }),
      newestMs === undefined ? facts : say("tried_newest", { facts, age: toAge(newestMs) }),
      ...(full.length === 0 ? [] : [`  ${full.join(", ")}`]),
    ];
  };
  return [
    ...toLines("tried", signals),
    ...(history === undefined ? [say("tried_no_history")] : toLines("tried_history", history)),
    say("tried_nothing"),
  ];
}

/** Asked before any work, so that the sentence can name the flag and nothing is half done. */
function requireRights(
  path: string,
  what: string,
  instead: string,
  names: readonly ("read" | "write")[] = ["read", "write"],
): void {
  const missing = names.filter((name) => Deno.permissions.querySync({ name, path }).state !== "granted");
  if (missing.length === 0) return;
  const lists = missing.map((name) => `"${name}"`).join(" and ");
  const flags = missing.map((name) => `--allow-${name}=${path}`).join(" ");
  throw new UserError(
    "invalid",
    `${what}: this program was started without the right to use ${path}. Add it to ${lists} of "cli" in ` +
      `deno.json (in a package: ${flags} to the start script), ${instead}`,
  );
}

function isProbablyDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    // What this program may not see can only be guessed: files of databases have an ending.
    return error instanceof Deno.errors.NotCapable && extname(path) === "";
  }
}

type Say = SayFrom<typeof BACKUP_TEXTS>;

function toCount(count: number, say: Say): string {
  return count === 1 ? say("signals_one") : say("signals_many", { count });
}

function toDays(count: number, say: Say): string {
  return count === 1 ? say("days_one") : say("days_many", { count });
}
