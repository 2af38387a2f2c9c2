import assert from "node:assert/strict";
import { walkTests } from "./walk_tests.ts";

Deno.test("no test looks beside the checkout but through the list of what it may miss there", () => {
  const strangers = walkTests().filter(({ path, text }) =>
    /["'`][^"'`\n]*\.\.\/shared\//.test(text) && !path.startsWith("support/outside_data") &&
    !path.startsWith("house/")
  );
  assert.deepEqual(strangers.map(({ path }) => path), []);
});
