import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Actor } from "../../src/core/actor.ts";
import { readActorText, toActorText } from "../../src/core/actor_text.ts";

Deno.test("an actor is read from a column as it was written there, whatever else it carried", () => {
  for (const kind of ["cli", "http", "telegram", "strategy", "schedule", "operator"] as const) {
    deepStrictEqual(readActorText(toActorText({ kind, id: "x" })), { kind, id: "x" });
  }
  const long: Actor & { readonly secret: string } = { kind: "cli", id: "signals", secret: "s" };
  strictEqual(toActorText(long), '{"kind":"cli","id":"signals"}');
});

Deno.test("a column without an actor, of an unknown kind or without a name tells of nobody", () => {
  const texts = [null, "{}", '{"kind":"ghost","id":"x"}', '{"kind":"cli"}', '{"kind":"cli","id":3}'];
  deepStrictEqual(texts.map(readActorText), Array(5).fill(undefined));
});
