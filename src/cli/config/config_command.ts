import { toErrorText } from "../../core/errors.ts";
import { loadConfig } from "../kit/load_config.ts";
import { printRows } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { readOverrides } from "./overrides.ts";
import { translate } from "../kit/language.ts";

interface ShownSetting {
  readonly name: string;
  readonly value: string | null;
  readonly from: string;
  /** Of a change by a command. */
  readonly changed_by?: string;
  readonly changed_at?: string;
  /** Where the value comes from that it goes over. */
  readonly over?: string;
}

/** Stands for the value of one. */
const SECRET = "(secret, set)";

/** Every setting in force and where it came from; secrets only as "set". */
export async function runConfig(terminal: Terminal, options: { json: boolean }): Promise<number> {
  const config = await loadConfig();
  const changed = await readOverrides(config).catch(async (error) => {
    // The settings themselves are shown anyway; `doctor` says what is wrong with the file.
    terminal.err(await translate(`Changes by chat cannot be shown: ${toErrorText(error)}`, terminal));
    return [];
  });
  const rows = config.origins.map(({ name, value, from, isSecret }): ShownSetting => ({
    name,
    value: value === undefined ? null : isSecret ? SECRET : value,
    from,
  }));
  const known = new Set(rows.map(({ name }) => name));
  const all = [
    ...rows.map((row) => {
      const change = changed.find(({ name }) => name === row.name);
      return change === undefined ? row : { ...toShown(change), over: row.from };
    }),
    ...changed.filter(({ name }) => !known.has(name)).map((change) => ({
      ...toShown(change),
      over: "rules",
    })),
  ];
  if (options.json) terminal.out(JSON.stringify(all, null, 2));
  else {
    const cells = all.map(async (row) => [
      row.name,
      row.value === SECRET ? await translate(SECRET, terminal) : row.value ?? "-",
      await translate(sayFrom(row), terminal),
    ]);
    printRows(terminal, await Promise.all(cells));
  }
  return 0;
}

function toShown(
  { name, value, changedBy, changedAt }: Awaited<ReturnType<typeof readOverrides>>[number],
): ShownSetting {
  return { name, value, from: "chat", changed_by: changedBy, changed_at: changedAt };
}

function sayFrom({ from, changed_by: by, changed_at: at, over }: ShownSetting): string {
  return by === undefined ? from : `${from}: ${by} at ${at}, over ${over}`;
}
