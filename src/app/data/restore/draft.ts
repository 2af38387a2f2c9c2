/** A copy of a backup that a restore may change. */
import { toErrorText, UserError } from "../../../core/errors.ts";
import * as care from "../../../sqlite/file_care.ts";
import { migrate } from "../../../sqlite/migrations.ts";
import { SqlError } from "../../../sqlite/sql_error.ts";
import * as copy from "../database_copy.ts";

/** The given file is never changed: whatever has to be done is done to a copy of it. */
export function prepareDraft(
  file: string,
  draft: string,
  { kind, held }: { kind: copy.CopiedKind; held: DisposableStack },
): { facts: copy.CopyFacts; migrated: boolean } {
  try {
    return fillDraft(file, draft, { kind, held });
  } catch (error) {
    const kind = error instanceof SqlError ? error.kind : undefined;
    const text = toErrorText(error);
    if (kind === "corrupt") throw refusal(file, `it is damaged (${text})`);
    if (kind === "newer_schema") throw refusal(file, `a newer signal-v2 wrote it (${text}); update first`);
    throw refusal(file, text);
  }
}

/** @throws {SqlError} */
export function fillDraft(
  file: string,
  draft: string,
  { kind, held }: { kind: copy.CopiedKind; held: DisposableStack },
): { facts: copy.CopyFacts; migrated: boolean } {
  held.use(care.createDraft(draft));
  for (const ending of ["", "-wal"]) {
    if (!care.isThere(file + ending)) continue;
    Deno.copyFileSync(file + ending, draft + ending);
    if (Deno.build.os !== "windows") Deno.chmodSync(draft + ending, 0o600);
  }
  let steps = 0;
  const facts = copy.checkCopy(draft, kind, (db) => steps = migrate(db, kind.steps));
  care.syncPath(draft);
  return { facts, migrated: steps > 0 };
}

export function refusal(file: string, why: string): UserError {
  return new UserError("failed", `Cannot restore ${file}: ${why}. The database is as it was`);
}
