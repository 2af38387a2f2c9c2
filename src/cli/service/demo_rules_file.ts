import { DEMO_RULES } from "../../demo/demo_rules.ts";

/** A file that somebody has changed to play with stays as it is. */
export async function writeDemoRules(dataDir: string): Promise<void> {
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  const text = `${JSON.stringify(DEMO_RULES, null, 2)}\n`;
  try {
    await Deno.writeTextFile(`${dataDir}/rules.json`, text, { createNew: true, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}
