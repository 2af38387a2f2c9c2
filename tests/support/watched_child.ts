/** A child that has itself watched and then does what it is told. */
import { startChildWatch } from "../../src/lib/process/parent_watch.ts";

const [deed, mostMb] = Deno.args;
await startChildWatch({ mostRssBytes: Number(mostMb) * 2 ** 20 });
const all: Uint8Array[] = [];
while (deed === "hoard") if (all.length < 1_024) all.push(new Uint8Array(2 ** 20).fill(1));
await new Promise((resolve) => setTimeout(resolve, 800));
Deno.exit(7);
