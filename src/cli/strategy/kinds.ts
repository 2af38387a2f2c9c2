/** What can be run. */
import { toCommand } from "../../core/command_text.ts";
import { isUserFileName } from "../../strategies/user_file.ts";
import { LIVE_STRATEGIES } from "../../app/live_strategies.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { describeParams } from "../../commands/strategies/params_text.ts";

export function listKinds(terminal: Terminal, options: { json: boolean; strategyDir: string }): void {
  const files = findUserFiles(options.strategyDir);
  if (options.json) {
    const shipped = LIVE_STRATEGIES.map((strategy) => ({
      kind: strategy.id,
      title: strategy.title,
      description: strategy.description,
      params: describeParams(strategy).map(({ name, type, fallback, isRequired, what }) => ({
        name,
        type,
        default: fallback ?? null,
        required: isRequired,
        what,
      })),
    }));
    return terminal.out(JSON.stringify({ shipped, dir: options.strategyDir, files }, null, 2));
  }
  for (const strategy of LIVE_STRATEGIES) {
    terminal.out(`${strategy.id}  ${strategy.title}`);
    terminal.out(`  ${strategy.description}`);
    const rows = describeParams(strategy).map(({ name, type, fallback, isRequired, what }) => [
      `    ${name}`,
      type,
      isRequired ? "required" : fallback === undefined ? "-" : String(JSON.stringify(fallback)),
      what,
    ]);
    for (const line of toTable(rows)) terminal.out(line);
  }
  const own = files.length === 0
    ? `none yet; begin one with: ${toCommand("strategy", "new", "my_idea")}`
    : files.join(", ");
  terminal.out(`your own in ${options.strategyDir}: ${own}`);
}

function findUserFiles(dir: string): readonly string[] {
  try {
    return [...Deno.readDirSync(dir)].filter(({ isFile, name }) => isFile && isUserFileName(name))
      .map(({ name }) => name).toSorted();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return [];
    throw error;
  }
}
