import { deepStrictEqual, match } from "node:assert/strict";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("plan_child.ts", import.meta.url));
const HOLIDAYS = fileURLToPath(new URL("../../holidays.json", import.meta.url));
/** Edges of windows, a closed day, and two nights in which clocks of the zones below change. */
const INSTANTS = [
  "2026-11-20T08:59:59+09:00",
  "2026-11-20T09:00:00+09:00",
  "2026-11-20T20:00:00+09:00",
  "2026-12-25T10:00:00+09:00",
  "2026-03-08T16:30:00+09:00",
  "2026-03-27T09:00:00+09:00",
];

async function planIn(zone: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", "--quiet", `--allow-read=${HOLIDAYS}`, CHILD, ...INSTANTS],
    env: { TZ: zone },
  }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

Deno.test("fault 47: polls are planned alike on machines of any zone", async () => {
  const [here, ...elsewhere] = await Promise.all(
    ["Asia/Seoul", "America/New_York", "Asia/Jerusalem", "Pacific/Kiritimati"].map(planIn),
  );
  match(here ?? "", /^2026-11-20T08:59:59\+09:00 pre false 2026-11-20T09:00:00/);
  deepStrictEqual(elsewhere, [here, here, here]);
});
