import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { isLoopbackAddress, isSameText } from "../../../src/web/access/access.ts";
import { appViewOf, createTestWeb } from "../../support/app_view.ts";

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

const VISITS: Visit[] = [
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

VISITS.push(
  { who: "this machine although there is a token", remoteAddress: "127.0.0.1", token: TOKEN, status: 401 },
  { who: "this machine by IPv6 although there is a token", remoteAddress: "::1", token: TOKEN, status: 401 },
  {
    who: "this machine with a password for a proxy",
    remoteAddress: "127.0.0.1",
    authorization: "Basic a2ltOnBhc3M=",
    status: 401,
  },
);

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

/** What proxies, tunnels and load balancers send, one by one: any of them ends the trust in loopback. */
const FORWARDING = [
  "Forwarded",
  "Forwarded-For",
  "X-Forwarded",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Port",
  "X-Forwarded-Prefix",
  "X-Forwarded-Proto",
  "X-Forwarded-Server",
  "X-Forwarded-Scheme",
  "X-Forwarded-Client-Cert",
  "X-Forward-For",
  "X_Forwarded_For",
  "X-Real-IP",
  "X-Real-Port",
  "X-Client-IP",
  "X-ClientIP",
  "Client-IP",
  "True-Client-IP",
  "X-True-Client-IP",
  "X-Cluster-Client-IP",
  "Cluster-Client-IP",
  "X-ProxyUser-Ip",
  "Via",
  "CF-Connecting-IP",
  "CF-Connecting-IPv6",
  "CF-IPCountry",
  "CF-Ray",
  "CF-Visitor",
  "Cf-Access-Authenticated-User-Email",
  "CDN-Loop",
  "Fastly-Client-IP",
  "Fly-Client-IP",
  "Fly-Forwarded-Port",
  "X-Original-For",
  "X-Original-Forwarded-For",
  "X-Original-Host",
  "X-Original-URL",
  "X-Original-Proto",
  "X-Rewrite-URL",
  "X-Originating-IP",
  "X-Remote-IP",
  "X-Remote-Addr",
  "X-Host",
  "X-Scheme",
  "X-Envoy-External-Address",
  "X-Envoy-Original-Path",
  "X-Amzn-Trace-Id",
  "X-Amz-Cf-Id",
  "X-Azure-ClientIP",
  "X-Azure-SocketIP",
  "X-FD-HealthProbe",
  "X-AppEngine-User-IP",
  "X-Cloud-Trace-Context",
  "X-Vercel-Forwarded-For",
  "X-NF-Client-Connection-IP",
  "Ali-CDN-Real-IP",
  "WL-Proxy-Client-IP",
  "Proxy-Client-IP",
  "DO-Connecting-IP",
  "Tailscale-User-Login",
  "Tailscale-User-Name",
  "X-Pomerium-Jwt-Assertion",
  "X-Goog-Authenticated-User-Email",
  "X-Auth-Request-User",
  "Remote-User",
  "X-Sucuri-ClientIP",
  "X-Varnish",
  "Max-Forwards",
  "Front-End-Https",
] as const;

for (const name of FORWARDING) {
  Deno.test(`${name} ends the trust in a connection from this machine, whatever it says`, async () => {
    const { ask } = createTestWeb({
      metrics: { contentType: "text/plain", text: () => Promise.resolve("m") },
    });
    for (const value of ["", "127.0.0.1", LAN]) {
      const headers = { [name]: value, "x-signal-action": "1" };
      for (const path of ["/state", "/events", "/metrics", "/api/candles"]) {
        strictEqual((await ask(path, { headers })).status, 401, path);
      }
      for (const path of ["/", "/calendar", "/strategies"]) {
        strictEqual((await ask(path, { headers })).status, 303, path);
      }
      for (const path of ["/poll", "/admin/stop", "/strategies/x/start"]) {
        strictEqual((await ask(path, { method: "POST", headers })).status, 401, path);
      }
      strictEqual((await (await ask("/health", { headers })).json()).storage, undefined);
    }
  });
}

Deno.test("what browsers and programs send for themselves does not end the trust in this machine", async () => {
  const headers = {
    "accept": "*/*",
    "accept-encoding": "gzip",
    "accept-language": "ko",
    "cache-control": "no-cache",
    "connection": "keep-alive",
    "cookie": "a=b",
    "dnt": "1",
    "if-none-match": '"x"',
    "last-event-id": "7",
    "origin": "http://127.0.0.1:8001",
    "pragma": "no-cache",
    "priority": "u=1",
    "range": "bytes=0-",
    "referer": "http://127.0.0.1:8001/",
    "sec-ch-ua-platform": '"Linux"',
    "sec-fetch-mode": "cors",
    "sec-fetch-site": "same-origin",
    "sec-gpc": "1",
    "traceparent": "00-0-0-00",
    "upgrade-insecure-requests": "1",
    "user-agent": "curl/8",
    "x-request-id": "1",
    "x-requested-with": "XMLHttpRequest",
    "x-signal-action": "1",
  };
  strictEqual((await createTestWeb().ask("/state", { headers })).status, 200);
});

Deno.test("a connection from a named proxy is not this machine, also when the proxy says nothing", async () => {
  for (const remoteAddress of ["127.0.0.1", "::ffff:127.0.0.1"]) {
    const { ask } = createTestWeb({ remoteAddress, proxies: ["127.0.0.1"] });
    strictEqual((await ask("/state")).status, 401);
  }
  strictEqual(
    (await createTestWeb({ remoteAddress: "::1", proxies: ["127.0.0.1"] }).ask("/state")).status,
    200,
  );
});

Deno.test("SIGNAL_V2_TRUST_LOOPBACK=1 lets this machine in beside the token, and no proxy", async () => {
  const { ask } = createTestWeb({ token: TOKEN, trustsLoopback: true });
  strictEqual((await ask("/state")).status, 200);
  strictEqual((await ask("/state", { from: LAN })).status, 401);
  strictEqual((await ask("/state", { headers: { via: "1.1 caddy" } })).status, 401);
});

Deno.test("a wrong token is told on every route that looks at it, and not on the probes", async () => {
  const { ask, wrong } = createTestWeb({ token: TOKEN });
  const headers = { authorization: "Bearer wrong", "x-signal-action": "1" };
  for (const path of ["/health", "/state", "/"]) {
    strictEqual((await ask(path, { headers })).status, 401, path);
  }
  deepStrictEqual(
    wrong.map(({ address, tries }) => [address, tries]),
    [1, 2, 3].map((n) => ["127.0.0.1", n]),
  );
  for (const path of ["/livez", "/readyz"]) strictEqual((await ask(path, { headers })).status, 200, path);
  strictEqual(wrong.length, 3);
});
