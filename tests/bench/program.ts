import { type Child, startChild } from "./child.ts";
import { ROOT, SHIPPED_V8_FLAGS } from "./paths.ts";

const NO_SETTINGS = { STOCK_API_URL: "", WEBAI_API_KEY: "", SIGNAL_V2_TOKEN: "", SIGNAL_V2_LOG_LEVEL: "" };

/** The real program as its own process, with the permissions of the shipped tasks, in an empty directory. */
export async function startProgram(
  facts: { dir: string; port: number; args: readonly string[] },
): Promise<Child> {
  const { dir, port, args } = facts;
  await Deno.copyFile(`${ROOT}holidays.json`, `${dir}/holidays.json`);
  return startChild("src/main.ts", {
    flags: [
      ...SHIPPED_V8_FLAGS,
      "--ignore-env",
      "--allow-env=STOCK_API_URL,WEBAI_API_KEY,SIGNAL_V2_*,NO_COLOR",
      "--allow-read=.env,holidays.json,data",
      "--allow-write=data",
      "--allow-run=deno",
      "--allow-net=127.0.0.1",
    ],
    args,
    cwd: dir,
    env: { ...NO_SETTINGS, SIGNAL_V2_DATA_DIR: "data", SIGNAL_V2_PORT: String(port) },
  });
}

export function startHello(port: number, script = "children/hello.ts"): Child {
  return startChild(script, { flags: ["--allow-net=127.0.0.1"], args: [String(port)] });
}
