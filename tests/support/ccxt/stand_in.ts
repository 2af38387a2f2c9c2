/** Stands in for the child of a plug: `end` leaves at once, `answer` gives one price, `babble` says what is no news. */
import { serveRequests } from "../../../src/lib/process/json_lines.ts";

const [mode, log = ""] = Deno.args;
await Deno.writeTextFile(log, "started\n", { append: true });
const current = (await Deno.readTextFile(`${log}.mode`).catch(() => mode ?? "")).trim();
if (current === "end") Deno.exit(7);
await serveRequests(
  { input: Deno.stdin.readable, output: Deno.stdout.writable, maxLineChars: 100_000 },
  (tell) => {
    void tell(current === "babble" ? { stream: 1, messages: "none" } : { hello: true });
    return {
      answer: () => Promise.resolve([{ symbol: "BTC/USDT", price: 5, atMs: 1_700_000_000_000 }]),
      onTell: (body) => void Deno.writeTextFileSync(log, `${JSON.stringify(body)}\n`, { append: true }),
      toFault: String,
      rssBytes: () => 1,
    };
  },
);
