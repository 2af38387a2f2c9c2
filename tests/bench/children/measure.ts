// deno-lint-ignore-file no-console -- a line of JSON for the bench
/** Runs one measurement in a process of its own and prints what it found: `measure.ts FILE FUNCTION`. */
const [file = "", name = ""] = Deno.args;
const module: Record<string, () => unknown> = await import(new URL(`../${file}`, import.meta.url).href);
console.log(JSON.stringify(await module[name]?.()));
Deno.exit(0);
