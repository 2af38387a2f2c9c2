/** A child process that does what it is asked, good or bad. Its first argument may be a bad habit. */
import { serveRequests } from "../../src/lib/process/json_lines.ts";

const [habit] = Deno.args;
if (habit === "deaf" || habit === "stubborn") {
  if (habit === "stubborn") {
    Deno.addSignalListener("SIGTERM", () => {});
    await Deno.stdout.write(new TextEncoder().encode('{"ready":true}\n'));
  }
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
}

const write = (text: string) => Deno.stdout.write(new TextEncoder().encode(text));

const DEEDS: Readonly<Record<string, (value: unknown) => unknown>> = {
  echo: (value) => value,
  refuse: (value) => Promise.reject(new Error(String(value))),
  hang: () => new Promise(() => {}),
  loop: () => {
    while (true);
  },
  exit: (value) => Deno.exit(Number(value)),
  print: (value) => write(String(value)),
  flood: (value) => write("x".repeat(Number(value))),
  long: (value) => "x".repeat(Number(value)),
  chat: async (value) => {
    const line = new TextEncoder().encode("x".repeat(1_023) + "\n");
    for (let i = 0; i < Number(value); i++) await Deno.stderr.write(line);
    await Deno.stderr.write(new TextEncoder().encode("last\u0007words"));
  },
  names: () => Object.keys(Deno.env.toObject()),
};

await serveRequests(
  { input: Deno.stdin.readable, output: Deno.stdout.writable, maxLineChars: 1_048_576 },
  (tell) => ({
    answer: async (ask) => {
      const { deed, value } = ask as { deed: string; value: unknown };
      return await DEEDS[deed]?.(value);
    },
    onTell: (body) => void tell({ heard: body }),
    toFault: (error) => ({ said: error instanceof Error ? error.message : "" }),
    rssBytes: () => Deno.memoryUsage().rss,
  }),
);
Deno.exit(0);
