// deno-lint-ignore-file no-console -- a command: what it prints is what it is for
/** `deno task test:room ROOM …`: the tests of single rooms, and the rules of the house. */
import { fileURLToPath } from "node:url";

const rooms = Deno.args.filter((word) => !word.startsWith("-"));
const known = [...Deno.readDirSync(new URL("../../", import.meta.url))].filter(({ isDirectory }) =>
  isDirectory
)
  .map(({ name }) => name).toSorted();
const wrong = rooms.filter((room) => !known.includes(room.split("/")[0] ?? ""));
if (rooms.length === 0 || wrong.length > 0) {
  console.error(`usage: deno task test:room ROOM; there are ${known.join(", ")}`);
  Deno.exit(2);
}
const RIGHTS = ["--no-prompt", "--allow-read", "--allow-write", "--allow-env", "--allow-sys", "--allow-run"];
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["run", "--quiet", ...RIGHTS, fileURLToPath(new URL("run_tests.ts", import.meta.url))]
    .concat([...RIGHTS, "--allow-net=127.0.0.1", ...Deno.args.filter((word) => word.startsWith("-"))])
    .concat([...rooms.map((room) => `tests/${room}`), "tests/architecture_test.ts"]),
}).spawn().status;
Deno.exit(code);
