import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { findProxyFor } from "../../../src/lib/websocket/proxy.ts";
import { startRawWebSocket, toServerFrame, writeAll } from "../../support/raw_websocket.ts";

const find = (url: string, variables: Record<string, string>) =>
  findProxyFor(new URL(url), (name) => variables[name]);

Deno.test("a stream takes the proxy of its kind, and the one for all where there is none", () => {
  assert.equal(find("wss://a.kr/x", {}), undefined);
  assert.equal(find("wss://a.kr/x", { HTTP_PROXY: "http://p:1" }), undefined);
  assert.deepEqual(find("wss://a.kr/x", { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://q" }), {
    hostname: "p",
    port: 1,
    isTls: false,
    authorization: undefined,
  });
  assert.equal(find("ws://a.kr/x", { all_proxy: "q" })?.port, 80);
  assert.deepEqual(find("ws://a.kr/x", { http_proxy: "https://u:p%40@[::1]" }), {
    hostname: "::1",
    port: 443,
    isTls: true,
    authorization: `Basic ${btoa("u:p@")}`,
  });
});

Deno.test("hosts of NO_PROXY and their subdomains are reached directly", () => {
  const direct = (list: string, host: string) =>
    find(`wss://${host}/`, { HTTPS_PROXY: "http://p", NO_PROXY: list }) === undefined;
  assert.deepEqual(
    [
      direct("upbit.com", "api.upbit.com"),
      direct(" .upbit.com , x", "upbit.com"),
      direct("*.upbit.com", "api.upbit.com"),
      direct("*", "api.upbit.com"),
      direct("bit.com", "api.upbit.com"),
      direct("", "api.upbit.com"),
    ],
    [true, true, true, true, false, false],
  );
});

Deno.test("a proxy of another kind is refused without its address, which may hold a password", () => {
  assert.throws(() => find("wss://a.kr/", { ALL_PROXY: "socks5://u:geheim@p" }), (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, /http or https only/);
    assert.doesNotMatch(error.message, /geheim/);
    return true;
  });
});

const fixture = (name: string) => new URL(`../../fixtures/${name}.pem`, import.meta.url);

/** The first message of a stream, or why there is none, as a process of its own sees it: the environment is for all. */
async function firstMessage(url: string, env: Record<string, string>): Promise<string> {
  const child = fileURLToPath(new URL("proxied_child.ts", import.meta.url));
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-env", "--allow-net=127.0.0.1,localhost,stream.invalid", child, url],
    env,
  }).output();
  return new TextDecoder().decode(stdout).trim() || new TextDecoder().decode(stderr);
}

interface LoopbackProxy extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly string[];
}

/** Whatever it is asked for, it leads to `port`. */
function startProxy(port: number, answer = "HTTP/1.1 200 Connection established\r\n\r\n"): LoopbackProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: string[] = [];
  const pass = async (near: Deno.TcpConn) => {
    const piece = new Uint8Array(4_096);
    const count = await near.read(piece) ?? 0;
    asked.push(new TextDecoder().decode(piece.subarray(0, count)));
    const far = await Deno.connect({ hostname: "127.0.0.1", port });
    await writeAll(near, new TextEncoder().encode(answer));
    await Promise.allSettled([near.readable.pipeTo(far.writable), far.readable.pipeTo(near.writable)]);
  };
  const passing: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const near of listener) passing.push(pass(near));
  })();
  return {
    url: `http://u:p@127.0.0.1:${listener.addr.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(passing);
    },
  };
}

const speak = (conn: Deno.Conn) => writeAll(conn, toServerFrame("through"));

async function readTls(): Promise<{ cert: string; key: string }> {
  const [cert = "", key = ""] = await Promise.all(
    ["stream_cert", "stream_key"].map((name) => Deno.readTextFile(fixture(name))),
  );
  return { cert, key };
}

Deno.test("through a proxy the stream is asked for by name, and what comes back is its own", async () => {
  await using server = startRawWebSocket({ speak });
  await using proxy = startProxy(server.port);
  assert.equal(await firstMessage("ws://stream.invalid:81/stream", { HTTP_PROXY: proxy.url }), "through");
  const [asked = ""] = proxy.asked;
  assert.match(asked, /^CONNECT stream\.invalid:81 HTTP\/1\.1\r\nHost: stream\.invalid:81\r\n/);
  assert.ok(asked.includes(`\r\nProxy-Authorization: Basic ${btoa("u:p")}\r\n`));
  assert.match(server.heads[0] ?? "", /\r\nHost: stream\.invalid:81\r\n/);
});

Deno.test("a proxy that refuses is told as such", async () => {
  await using server = startRawWebSocket({ speak });
  await using proxy = startProxy(server.port, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  assert.equal(
    await firstMessage("ws://stream.invalid:81/stream", { HTTP_PROXY: proxy.url }),
    "cannot connect: the proxy answered 407",
  );
});

Deno.test("with TLS the certificate is checked against the name, directly and behind a proxy", async () => {
  await using server = startRawWebSocket({ speak, tls: await readTls() });
  await using proxy = startProxy(server.port);
  const DENO_CERT = fileURLToPath(fixture("stream_ca"));
  const direct = (host: string, env: Record<string, string>) =>
    firstMessage(`wss://${host}:${server.port}/stream`, env);
  assert.equal(await direct("localhost", { DENO_CERT }), "through");
  assert.match(await direct("localhost", {}), /^cannot connect: .*UnknownIssuer/);
  assert.match(
    await direct("127.0.0.1", { DENO_CERT }),
    /^cannot connect: .*(NotValidForName|not valid for)/,
  );
  assert.equal(
    await firstMessage("wss://stream.invalid/stream", { DENO_CERT, HTTPS_PROXY: proxy.url }),
    "through",
  );
  assert.match(proxy.asked[0] ?? "", /^CONNECT stream\.invalid:443 /);
});
