import { fromFileUrl, SHIPPED_V8_FLAGS } from "./paths.ts";

/** A measurement in a process of its own, started with the shipped flags of V8, so that rows cannot disturb each other. */
export async function measureApart<T>(
  file: string,
  name: string,
  more: { readonly flags: readonly string[]; readonly env: Readonly<Record<string, string>> } = {
    flags: [],
    env: {},
  },
): Promise<T> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      ...["run", ...SHIPPED_V8_FLAGS, "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
      ...[
        "--allow-sys",
        "--allow-run",
        "--allow-net=127.0.0.1",
        ...more.flags,
        fromFileUrl("children/measure.ts"),
        file,
        name,
      ],
    ],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...more.env },
  }).output();
  if (code !== 0) throw new Error(`${name} of ${file} failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout)) as T; // made by the child from the same function's answer
}
