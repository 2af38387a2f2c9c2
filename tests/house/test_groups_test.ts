import { deepStrictEqual, ok as assertTrue } from "node:assert/strict";
import { groupTests } from "./test_groups.ts";

Deno.test("test files of one room are read together, those of no room too, and none is lost", () => {
  const paths = [
    "tests/architecture_test.ts",
    "tests/core/a_test.ts",
    "tests/core/b/c_test.ts",
    "tests/web/d_test.ts",
  ];
  deepStrictEqual(groupTests(paths), [
    { name: "all", tests: ["tests/architecture_test.ts"] },
    { name: "core", tests: ["tests/core/a_test.ts", "tests/core/b/c_test.ts"] },
    { name: "web", tests: ["tests/web/d_test.ts"] },
  ]);
});

Deno.test("a large room is several groups of about the same size", () => {
  const paths = Array.from({ length: 35 }, (_, i) => `tests/web/t${i}_test.ts`);
  const groups = groupTests(paths);
  deepStrictEqual(groups.map(({ name, tests }) => [name, tests.length]), [["web_1", 12], ["web_2", 12], [
    "web_3",
    11,
  ]]);
  deepStrictEqual(groups.flatMap(({ tests }) => tests), paths);
  assertTrue(new Set(groups.map(({ name }) => name)).size === groups.length);
});
