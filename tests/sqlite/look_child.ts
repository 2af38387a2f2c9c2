/** Opens the store of a directory to look at it, and prints what it finds or the sentence. */
import { openStore } from "../../src/app/data/store.ts";
import { OWNER } from "../../src/core/actor.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { toErrorText } from "../../src/core/errors.ts";

const [dir = "", looks] = Deno.args;
const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
try {
  await using store = await openStore({ dir, clock: createSystemClock(), looks: looks === "looks" });
  const claims = await store.signals.list(OWNER, { limit: 10 });
  write(claims.map(({ ticker }) => ticker).join(" ") || "nothing");
} catch (error) {
  write(toErrorText(error));
}
