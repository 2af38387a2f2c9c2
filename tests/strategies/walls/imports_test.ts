import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { findImport } from "../../../src/strategies/walls/imports.ts";

const REFUSED: readonly string[] = [
  'import "node:vm";',
  "import'node:vm'",
  'import vm from "node:vm";',
  'import * as vm from "node:vm";',
  'import { runInNewContext } from "node:vm";',
  'import vm, { Script } from "node:vm";',
  'import/**/vm/* from */from"node:vm"',
  'import // a comment\n vm from "node:vm"',
  'import//\u2028vm from "node:vm"',
  // A value that is called type.
  'import type from "node:vm";',
  'import type, { Script } from "node:vm";',
  'import source wasm from "./a.wasm";',
  'import defer * as vm from "node:vm";',
  'import vm = require("node:vm");',
  'export import vm = require("node:vm");',
  // Letters of names may be written as numbers, and compilers differ about words.
  'import \\u0076m from "node:vm";',
  'import type fr\\u006fm "node:vm";',
  'import vm fr\\u{6f}m "node:vm";',
  'export {a} fr\\u006fm "node:vm";',
  'await import("node:vm")',
  "import(`node:vm`)",
  'import /* away */ ("no" + "de:vm")',
  "const here = import.meta.url;",
  'export * from "data:text/javascript,1";',
  'export * as vm from "node:vm";',
  'export { default } from "node:vm";',
  'export{Script as a,"b"as c/* } */}from"node:vm"',
  'export { /* } from */ Script } // why\n from "node:vm"',
  'export vm from "node:vm";',
  "`a ${import('node:vm')} b`",
];

for (const code of REFUSED) {
  Deno.test(`a file is told that it takes in other code by ${JSON.stringify(code)}`, () => {
    strictEqual(findImport(`const a = 1;\n${code}`)?.line, 2);
  });
}

const ALLOWED: readonly string[] = [
  'import type { Strategy } from "file:///somewhere/strategy.ts";',
  'import type * as kit from "./kit.ts";',
  'import type Kit from "./kit.ts";',
  "// The file needs no import to work, and imports nothing.",
  "const important = 1; const reimport = $importer;",
  "export default function ({ z }) {}",
  "export const a = 1; export { a, b as c };",
  "export { a }; // from here",
  "const reason = 'it came from \"above\"';",
  "export type { Kit };",
];

for (const code of ALLOWED) {
  Deno.test(`a file is left alone with ${JSON.stringify(code)}`, () => {
    deepStrictEqual(findImport(code), undefined);
  });
}

Deno.test("the line of the first import is told, whatever ends the lines", () => {
  strictEqual(findImport('a\r\nb\rc\u2028d\nimport "x"; import "y";')?.line, 5);
});
