import { fileURLToPath } from "node:url";
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { toOpenRows } from "../../src/cli/service/banner.ts";
import { type NetworkAddress, toPageAddresses } from "../../src/cli/service/page_address.ts";
import { toQrLines } from "../../src/cli/service/qr_code.ts";
import { createHome, flagsOf, startProgram, until } from "../support/program.ts";

const MACHINE: readonly NetworkAddress[] = [
  { name: "lo", address: "127.0.0.1" },
  { name: "lo", address: "::1" },
  { name: "docker0", address: "172.17.0.1" },
  { name: "eth0", address: "fd00::20" },
  { name: "eth0", address: "fe80::1" },
  { name: "eth0", address: "192.168.0.20" },
  { name: "eth1", address: "169.254.7.7" },
];
const rowsOf = (
  bound: string,
  url: string,
  read: () => readonly NetworkAddress[] | undefined = () => MACHINE,
) => toOpenRows(toPageAddresses({ url, bound }, read), "en");

Deno.test("the banner names the page and /health at the address that works on this machine", () => {
  for (const [bound, host] of [["127.0.0.1", "127.0.0.1"], ["::1", "[::1]"], ["127.0.0.2", "127.0.0.2"]]) {
    deepStrictEqual(rowsOf(bound ?? "", `http://${host}:8001`), [
      `open    http://${host}:8001/     health: http://${host}:8001/health`,
    ]);
  }
});

Deno.test("on all addresses the banner names those of other machines, the likeliest first", () => {
  deepStrictEqual(rowsOf("0.0.0.0", "http://127.0.0.1:8001"), [
    "open    http://127.0.0.1:8001/     health: http://127.0.0.1:8001/health",
    "others  http://192.168.0.20:8001/",
    "others  http://172.17.0.1:8001/",
  ]);
  deepStrictEqual(rowsOf("::", "http://[::1]:8001").slice(1), [
    "others  http://192.168.0.20:8001/",
    "others  http://[fd00::20]:8001/",
    "others  http://172.17.0.1:8001/",
  ]);
});

Deno.test("on one address of the network that one is named, once, and is for other machines too", () => {
  const url = "http://192.168.0.20:8001";
  deepStrictEqual(rowsOf("192.168.0.20", url), [`open    ${url}/     health: ${url}/health`]);
  deepStrictEqual(toPageAddresses({ url, bound: "192.168.0.20" }, () => MACHINE).elsewhere, [`${url}/`]);
});

Deno.test("without the right to know the machine's addresses the banner says what to look for", () => {
  for (const machine of [undefined, MACHINE.slice(0, 2)]) {
    match(
      rowsOf("0.0.0.0", "http://127.0.0.1:8001", () => machine)[1] ?? "",
      /^others {2}this machine's address.*8001$/,
    );
  }
});

Deno.test("a QR code is a square with its three corners, light on dark where colours are", async () => {
  const plain = await toQrLines("http://192.168.0.20:8001/", false);
  const width = plain[0]?.length ?? 0;
  assertTrue(plain.every((line) => line.length === width) && plain.length === Math.ceil(width / 2));
  const corner = "█ ▄▄▄▄▄ █";
  deepStrictEqual(plain.map((line) => line.split(corner).length - 1).filter((count) => count > 0), [2, 1]);
  const painted = await toQrLines("http://192.168.0.20:8001/", true);
  deepStrictEqual(painted, plain.map((line) => `\x1b[97;40m${line}\x1b[0m`));
});

const hasScript = await new Deno.Command("script", { args: ["--version"], stdout: "null", stderr: "null" })
  .output()
  .then(({ success }) => success, () => false);

/** The program on a terminal of its own, until `part` has come. */
async function readTerminal(env: Readonly<Record<string, string>>, args: readonly string[], part: RegExp) {
  await using home = await createHome();
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const words = [Deno.execPath(), "run", ...flagsOf(args[0] ?? ""), main, ...args].map((word) => `'${word}'`);
  const child = new Deno.Command("script", {
    args: ["-qec", words.join(" "), "/dev/null"],
    cwd: home.dir,
    env: { NO_COLOR: "1", SIGNAL_V2_PORT: "0", ...env },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let seen = "";
  const reading = (async () => {
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) seen += chunk;
  })();
  try {
    await until(() => part.test(seen), String(part), 30_000);
    const url = /open {4}(\S+)/.exec(seen)?.[1] ?? "";
    const response = await fetch(`${url}livez`);
    await response.body?.cancel();
    return { seen, status: response.status };
  } finally {
    child.kill("SIGTERM");
    await child.status;
    await reading;
  }
}

Deno.test({
  name: "a start on a terminal names the page; on all addresses with a QR code and without the token",
  ignore: !hasScript,
}, async () => {
  const alone = await readTerminal(
    {},
    ["start"],
    /open {4}http:\/\/127\.0\.0\.1:\d+\/ +health: \S+\/health\r\n/,
  );
  strictEqual(alone.status, 200);
  assertTrue(!alone.seen.includes("█"));
  const token = "the-token-of-this-test";
  const env = { SIGNAL_V2_HOST: "0.0.0.0", SIGNAL_V2_TOKEN: token };
  const shared = await readTerminal(env, ["start"], /others {2}.+\r\n/);
  strictEqual(shared.status, 200);
  assertTrue(!/http:\/\/0\.0\.0\.0|token-of-this/.test(shared.seen), shared.seen);
});

Deno.test({ name: "a demo on a terminal names the page", ignore: !hasScript }, async () => {
  const { seen, status } = await readTerminal({}, ["demo"], /open {4}http:\/\/127\.0\.0\.1:\d+\/ .*\r\nstop/);
  deepStrictEqual([status, /DEMO/.test(seen)], [200, true]);
});

Deno.test("a start in a pipe names the page and /health in its first line", async () => {
  await using home = await createHome();
  await using program = startProgram(["start"], { ...home, env: { SIGNAL_V2_PORT: "0" } });
  await until(() => program.out.some((line) => line.includes('"event":"started"')), "the line", 30_000);
  const line = program.out.find((it) => it.includes('"event":"started"')) ?? "{}";
  match(String(JSON.parse(line).message), /open http:\/\/127\.0\.0\.1:\d+\/ \(health at http:\S+\/health\)$/);
});

Deno.test("fault 14: a start behind a proxy says which variable names it, and never its value", async () => {
  await using home = await createHome();
  const env = { SIGNAL_V2_PORT: "0", HTTP_PROXY: "http://someone:a-password@127.0.0.1:9" };
  await using program = startProgram(["start"], { ...home, env });
  await until(() => program.out.some((line) => line.includes('"event":"started"')), "the line", 30_000);
  const line = program.out.find((it) => it.includes('"event":"started"')) ?? "{}";
  strictEqual(JSON.parse(line).proxy_variable, "HTTP_PROXY");
  assertTrue(!program.out.some((it) => it.includes("a-password")), program.out.join("\n"));
});
