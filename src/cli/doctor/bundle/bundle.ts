/** `doctor --bundle`: one file with all that somebody needs who is to help, and with no secret. */
import { dirname } from "node:path";
import { readBackupRecord } from "../../../app/backups/backup_record.ts";
import { realClock } from "../../../app/runtime.ts";
import type { Config } from "../../../config/config.ts";
import { toErrorText, UserError } from "../../../core/errors.ts";
import { toKstIso } from "../../../core/kst.ts";
import * as care from "../../../sqlite/file_care.ts";
import { inspectFiles, toJson } from "../../db/db.ts";
import { VERSION } from "../../kit/embedded.ts";
import type { Terminal } from "../../kit/terminal.ts";
import type { Finding } from "../finding.ts";
import { readLogTail } from "./log_tail.ts";
import { collectSecrets, createBundleRedactor, toOtherSpellings } from "./redact.ts";
import { readHealth } from "./service_health.ts";
import { translate } from "../../kit/language.ts";

export interface BundleParts {
  /** `undefined` while the settings cannot be used; the findings say why. */
  readonly config: Config | undefined;
  readonly envText: string | undefined;
  readonly findings: readonly Finding[];
}

/** People and chats are nobody else's business, though they are no keys. */
const PERSONAL: ReadonlySet<string> = new Set(["SIGNAL_V2_TELEGRAM_USERS", "SIGNAL_V2_TELEGRAM_CHATS"]);

const INSIDE = [
  "program: versions of signal-v2, Deno and V8, and the system",
  "settings: names and where each was set; of keys, people and chats only whether they are set",
  "findings: everything that doctor looked at, with clocks, disk and days of certificates",
  "health: what the running service says of itself",
  "databases: tables, rows, newest times, sizes, schema and integrity; no row",
  "log: the last 500 lines of the log file",
];

/** @throws {UserError} when it cannot be written, or a secret would stand in it. */
export async function writeBundle(
  terminal: Terminal,
  file: string | undefined,
  parts: BundleParts,
): Promise<void> {
  const { config, envText } = parts;
  const dir = config?.dataDir ?? "data";
  const path = file ?? `${dir}/signal-v2-bundle-${care.toStamp(realClock.now())}.json`;
  const secrets = collectSecrets(config, envText);
  const redact = createBundleRedactor(secrets);
  const text = `${JSON.stringify(redact(await readBundle(parts)), null, 2)}\n`;
  // The last look, at the very text that is handed on: rather no bundle than one with a key in it.
  if (secrets.some((secret) => [secret, ...toOtherSpellings(secret)].some((one) => text.includes(one)))) {
    throw new UserError(
      "failed",
      "Nothing was written: a secret would have stood in the bundle. Please report this",
    );
  }
  write(path, text);
  const tell = async (sentence: string, indent = "") =>
    terminal.out(`${indent}${await translate(sentence, terminal)}`);
  await tell(`wrote ${path} (${Math.ceil(text.length / 1_000)} kB). Inside:`);
  for (const line of INSIDE) await tell(line, "  ");
  await tell(
    "It holds no key, no token, no password of an address, no table of holdings and no message; lines of the log name " +
      "the stocks that signals were about. You can send it to whoever helps you; it is plain text, so look into it first.",
  );
}

async function readBundle({ config, findings }: BundleParts): Promise<Readonly<Record<string, unknown>>> {
  const { deno, v8, typescript } = Deno.version;
  return {
    made_at: toKstIso(realClock.now()),
    inside: INSIDE,
    program: {
      ...{ version: VERSION, deno, v8, typescript, system: `${Deno.build.os} ${Deno.build.arch}` },
      packaged: !import.meta.url.endsWith(".ts"),
    },
    settings: config?.origins.map(({ name, value, from, isSecret }) => ({
      name,
      from,
      value: value === undefined ? null : isSecret || PERSONAL.has(name) ? "(set)" : value,
    })) ?? null,
    findings,
    health: config === undefined ? null : await readHealth(config),
    databases: config === undefined ? null : toJson(await inspectFiles(config, false)),
    last_backup: config === undefined ? null : readBackupRecord(config.dataDir) ?? null,
    log: readLogTail(config?.logFile),
  };
}

function write(path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text, { mode: 0o600, createNew: true });
    care.handOver(path, dirname(path));
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new UserError("invalid", `Cannot write ${path}: it is there already; choose another name`);
    }
    if (error instanceof Deno.errors.NotCapable) {
      throw new UserError(
        "invalid",
        `Cannot write ${path}: this program may write in the data directory only; leave FILE away, and copy it then`,
      );
    }
    throw new UserError("invalid", `Cannot write ${path}: ${toErrorText(error)}`);
  }
}
