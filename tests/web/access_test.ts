import { match, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { isLoopbackAddress, isSameText } from "../../src/web/access.ts";
import { appViewOf, createTestWeb } from "../support/app_view.ts";

const TOKEN = "0123456789abcdef";
const LAN = "192.168.0.77";

const HOSTS: readonly (readonly [string, boolean])[] = [
  ["127.0.0.1", true],
  ["127.0.0.1:8001", true],
  ["localhost", true],
  ["localhost:8001", true],
  ["LOCALHOST:8001", true],
  ["LocalHost", true],
  ["localhost.", true],
  ["localhost.:8001", true],
  ["[::1]", true],
  ["[::1]:8001", true],
  ["minipc.local", true],
  ["MiniPC.Local:8001", true],
  ["evil.com", false],
  ["evil.com:8001", false],
  ["evil.com.", false],
  ["EVIL.COM", false],
  ["localhost.evil.com", false],
  ["127.0.0.1.evil.com", false],
  ["evil.com#localhost", false],
  ["localhost, evil.com", false],
  ["evil.com:localhost", false],
  ["localhost:8001:8001", false],
  ["user@localhost", false],
  ["::1", false],
  ["[::2]:8001", false],
  ["127.0.0.2", false],
  ["0.0.0.0", false],
  ["minipc", false],
  [":8001", false],
];

for (const [host, isOurs] of HOSTS) {
  Deno.test(`a request that names ${JSON.stringify(host)} is ${isOurs ? "answered" : "refused"}`, async () => {
    const { ask } = createTestWeb({ allowedHosts: ["minipc.local"] });
    const response = await ask("/health", { headers: { host } });
    strictEqual(response.status, isOurs ? 200 : 421);
    if (!isOurs) match((await response.json()).detail, /SIGNAL_V2_ALLOWED_HOSTS/);
  });
}

Deno.test("an allowed name is known however its owner wrote it in the settings", async () => {
  // What config.ts and app.ts hand over: SIGNAL_V2_HOST as it was typed, IPv6 addresses with or without brackets.
  const cases = [["MiniPC.local", "minipc.local:8001"], ["fd00::5", "[fd00::5]:8001"], [
    "[fd00::5]",
    "[fd00::5]",
  ]];
  for (const [allowed = "", host = ""] of cases) {
    const { ask } = createTestWeb({ allowedHosts: [allowed] });
    strictEqual((await ask("/health", { headers: { host } })).status, 200, `${allowed} as ${host}`);
  }
});

Deno.test("a request without a Host header is refused", async () => {
  const { web } = createTestWeb();
  strictEqual((await web.request("/health")).status, 421);
});

Deno.test("a foreign name is refused on every path, also where there is nothing", async () => {
  for (const path of ["/health", "/livez", "/readyz", "/state", "/nothing"]) {
    strictEqual((await createTestWeb().ask(path, { headers: { host: "evil.com" } })).status, 421, path);
  }
});

Deno.test("a foreign name is refused also after many good requests", async () => {
  const { ask } = createTestWeb();
  for (let i = 0; i < 20; i++) strictEqual((await ask("/health")).status, 200);
  for (const host of ["evil.com", "127.0.0.1:8001.evil.com", ""]) {
    strictEqual((await ask("/health", { headers: { host } })).status, 421, host);
  }
});

Deno.test("a foreign name never reaches the view", async () => {
  let views = 0;
  const { ask } = createTestWeb({
    view: () => {
      views++;
      return appViewOf();
    },
  });
  await ask("/state", { headers: { host: "evil.com" } });
  strictEqual(views, 0);
});

interface Visit {
  readonly who: string;
  readonly remoteAddress: string;
  readonly token?: string;
  readonly authorization?: string;
  readonly status: 200 | 401;
}

const VISITS: readonly Visit[] = [
  { who: "this machine", remoteAddress: "127.0.0.1", status: 200 },
  { who: "this machine by IPv6", remoteAddress: "::1", status: 200 },
  { who: "this machine by mapped IPv4", remoteAddress: "::ffff:127.0.0.1", status: 200 },
  {
    who: "this machine with the token",
    remoteAddress: "127.0.0.1",
    token: TOKEN,
    authorization: `Bearer ${TOKEN}`,
    status: 200,
  },
  {
    who: "this machine with a wrong token",
    remoteAddress: "127.0.0.1",
    token: TOKEN,
    authorization: "Bearer wrong",
    status: 401,
  },
  {
    who: "this machine with a token while there is none",
    remoteAddress: "127.0.0.1",
    authorization: "Bearer undefined",
    status: 401,
  },
  {
    who: "the LAN with the token",
    remoteAddress: LAN,
    token: TOKEN,
    authorization: `Bearer ${TOKEN}`,
    status: 200,
  },
  {
    who: "the LAN with the token and a small bearer",
    remoteAddress: LAN,
    token: TOKEN,
    authorization: `bearer ${TOKEN}`,
    status: 200,
  },
  { who: "the LAN without a token", remoteAddress: LAN, token: TOKEN, status: 401 },
  {
    who: "the LAN with a wrong token",
    remoteAddress: LAN,
    token: TOKEN,
    authorization: `Bearer ${TOKEN}x`,
    status: 401,
  },
  {
    who: "the LAN with a part of the token",
    remoteAddress: LAN,
    token: TOKEN,
    authorization: `Bearer ${TOKEN.slice(0, -1)}`,
    status: 401,
  },
  {
    who: "the LAN with the token in other letters",
    remoteAddress: LAN,
    token: TOKEN,
    authorization: `Bearer ${TOKEN.toUpperCase()}`,
    status: 401,
  },
  {
    who: "the LAN with the token as Basic",
    remoteAddress: LAN,
    token: TOKEN,
    authorization: `Basic ${TOKEN}`,
    status: 401,
  },
  { who: "the LAN while there is no token", remoteAddress: LAN, status: 401 },
  {
    who: "the LAN with an empty token",
    remoteAddress: LAN,
    token: TOKEN,
    authorization: "Bearer ",
    status: 401,
  },
  { who: "an unknown address", remoteAddress: "unknown", status: 401 },
  { who: "an address that only begins like loopback", remoteAddress: "127.0.0.1.evil.com", status: 401 },
];

for (const { who, remoteAddress, token, authorization, status } of VISITS) {
  Deno.test(`/state answers ${status} to ${who}`, async () => {
    const { ask } = createTestWeb({ remoteAddress, ...(token === undefined ? {} : { token }) });
    const response = await ask("/state", { headers: authorization === undefined ? {} : { authorization } });
    strictEqual(response.status, status);
    strictEqual(response.headers.has("www-authenticate"), status === 401);
    strictEqual((await response.text()).includes("pnl_pct"), status === 200);
  });
}

Deno.test("HEAD /state is as private as GET", async () => {
  strictEqual((await createTestWeb({ remoteAddress: LAN }).ask("/state", { method: "HEAD" })).status, 401);
});

Deno.test("a claim in a header does not make a caller local", async () => {
  const headers = { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", forwarded: "for=127.0.0.1" };
  strictEqual((await createTestWeb({ remoteAddress: LAN }).ask("/state", { headers })).status, 401);
});

Deno.test("health and the probes answer the LAN without a token", async () => {
  for (const path of ["/health", "/livez", "/readyz"]) {
    strictEqual((await createTestWeb({ remoteAddress: LAN, token: TOKEN }).ask(path)).status, 200, path);
  }
});

Deno.test("isLoopbackAddress() knows exactly the addresses of this machine", () => {
  const cases = [
    ["127.0.0.1", true],
    ["127.255.0.3", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["128.0.0.1", false],
    ["0.0.0.0", false],
    ["::", false],
    ["::ffff:10.0.0.1", false],
    ["localhost", false],
    ["127.0.0.1.1", false],
    ["x127.0.0.1", false],
    ["", false],
  ] as const;
  for (const [address, isLocal] of cases) strictEqual(isLoopbackAddress(address), isLocal, address);
});

Deno.test("isSameText() is equality, for texts of any two lengths", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
    strictEqual(isSameText(a, b), a === b);
    strictEqual(isSameText(a, a), true);
  }));
});

Deno.test("an IP address as Host is ours only when we listen for other machines", async () => {
  for (
    const [host, isFine] of [["192.168.0.20:8001", true], ["[fd00::5]:8001", true], [
      "evil.com",
      false,
    ]] as const
  ) {
    const status = async (allowsAddresses: boolean) =>
      (await createTestWeb({ allowsAddresses }).ask("/livez", { headers: { host } })).status;
    strictEqual(await status(true), isFine ? 200 : 421, host);
    strictEqual(await status(false), 421, host);
  }
});

Deno.test("whoever was forwarded by a proxy on this machine does not count as loopback", async () => {
  for (const name of ["x-forwarded-for", "forwarded", "x-real-ip"]) {
    const response = await createTestWeb({ token: TOKEN }).ask("/state", { headers: { [name]: LAN } });
    strictEqual(response.status, 401, name);
  }
});
