import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { findTests, orderTests, readTestGraph } from "./test_order.ts";

Deno.test("tests come by how many imports lie between them and the file, and those that never reach it do not come", () => {
  const graph = new Map([
    ["tests/far_test.ts", ["src/middle.ts"]],
    ["tests/near_test.ts", ["src/other.ts", "src/file.ts"]],
    ["tests/beside_test.ts", ["src/other.ts"]],
    ["src/middle.ts", ["src/file.ts", "src/middle.ts"]],
    ["src/file.ts", ["src/middle.ts"]],
  ]);
  const tests = ["tests/beside_test.ts", "tests/far_test.ts", "tests/near_test.ts"];
  deepStrictEqual(orderTests(tests, { file: "src/file.ts", graph }), [
    "tests/near_test.ts",
    "tests/far_test.ts",
  ]);
  deepStrictEqual(orderTests(tests, { file: "src/lonely.ts", graph }), []);
});

Deno.test("the graph of the tests is read from the files themselves", async () => {
  const tests = ["tests/core/kst_test.ts", "tests/core/loopback_test.ts"];
  const graph = await readTestGraph(tests);
  deepStrictEqual(orderTests(tests, { file: "src/core/loopback.ts", graph }), [
    "tests/core/loopback_test.ts",
  ]);
});

Deno.test("a folder stands for its tests, and a file for itself", () => {
  const found = findTests(["tests/lib/http/", "tests/core/kst_test.ts"]);
  strictEqual(found.at(-1), "tests/core/kst_test.ts");
  strictEqual(found.includes("tests/lib/http/body_test.ts"), true);
  deepStrictEqual(found.filter((path) => !/^tests\/(lib\/http|core)\/[a-z_]+_test\.ts$/.test(path)), []);
});
