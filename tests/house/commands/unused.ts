// deno-lint-ignore-file no-console -- a command: what it prints is what it is for
/**
 * `deno task unused`: exports that no source file uses, its own included. Tests do not count: what only a test uses is
 * dead. `--all` lists also what only its own file uses. An export that stays says why above it: `// kept: …`.
 */
import { countUses, type Export, findExports, findImports } from "../exports.ts";
import { readHouse } from "../read_house.ts";

const KEPT = /\bkept: \S/;

const { texts } = await readHouse();
const imports = findImports(texts);
const isAll = Deno.args.includes("--all");
const unused = [...texts].flatMap(([file, text]) =>
  findExports(file, text)
    .filter(({ name }) => !imports.has(`${file}#${name}`) && !imports.has(`${file}#*`))
    // A shape in the signature of an exported function is offered for good reason, and a part may be open to its test.
    .filter(({ name }) => isAll || countUses(file, text, name) <= 1)
    .filter((one) => !isKept(text, one))
);
for (const { file, name, line } of unused) console.log(`src/${file}:${line} ${name}`);
console.log(
  unused.length === 0 ? "every export has an importer" : `${unused.length} exports without an importer`,
);
Deno.exit(unused.length === 0 ? 0 : 1);

/** The reason stands in the comment directly above. */
function isKept(text: string, { line }: Export): boolean {
  const above = text.split("\n").slice(0, line - 1);
  const from = above.findLastIndex((one) => !/^\s*(\/\/|\/?\*)/.test(one)) + 1;
  return KEPT.test(above.slice(from).join("\n"));
}
