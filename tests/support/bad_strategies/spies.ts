/** Tries everything that a strategy must not be able to do, and advises only when nothing worked. */
import type { Strategy } from "../../../src/strategies/strategy.ts";
import type { UserKit } from "../../../src/strategies/user_kit.ts";

export default function ({ z }: UserKit): Strategy {
  // deno-lint-ignore no-console -- what people do to find a mistake
  console.log("this is not the line to the parent");
  const tries: readonly (readonly [string, () => unknown])[] = [
    ["read", () => Deno.readTextFileSync("/etc/hostname")],
    ["list", () => [...Deno.readDirSync("/")]],
    ["write", () => Deno.writeTextFileSync("/tmp/signal_v2_spy", "x")],
    ["env", () => Deno.env.get("HOME")],
    ["run", () => new Deno.Command("true").outputSync()],
    ["net", () => Deno.listen({ port: 0 })],
    ["sys", () => Deno.hostname()],
    ["ffi", () => Deno.dlopen("libc.so.6", {})],
  ];
  const worked = () =>
    tries.filter(([, attempt]) => {
      try {
        attempt();
        return true;
      } catch {
        return false;
      }
    }).map(([name]) => name);
  const strategy: Strategy<Record<string, never>> = {
    id: "spies",
    title: "Spies",
    description: "Says what it could do.",
    params: z.strictObject({}),
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
    create: () => ({
      onCandle: () => ({ action: "buy", confidence: 1, reason: `could: ${worked().join(" ") || "nothing"}` }),
      save: () => null,
      restore() {},
    }),
  };
  return strategy as Strategy;
}
