import { loadConfig } from "../kit/load_config.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";

/** Every setting in force and where it came from; secrets only as "set". */
export async function runConfig(terminal: Terminal, options: { json: boolean }): Promise<number> {
  const { origins } = await loadConfig();
  const rows = origins.map(({ name, value, from, isSecret }) => ({
    name,
    value: value === undefined ? null : isSecret ? "(secret, set)" : value,
    from,
  }));
  if (options.json) terminal.out(JSON.stringify(rows, null, 2));
  else {for (const line of toTable(rows.map(({ name, value, from }) => [name, value ?? "-", from]))) {
      terminal.out(line);
    }}
  return 0;
}
