import { type Child, readFirstLine, startChild } from "./child.ts";

/** The stock API of the measurements, in a process of its own. */
export async function startUpstream(latencyMs: number): Promise<Child & { readonly url: string }> {
  const child = startChild("children/upstream.ts", {
    flags: ["--allow-net=127.0.0.1"],
    args: [String(latencyMs)],
  });
  const { port } = JSON.parse(await readFirstLine(child));
  return { ...child, url: `http://127.0.0.1:${port}` };
}
