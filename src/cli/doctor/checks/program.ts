/** What the program runs on and what it is allowed to do. */
import type { Config } from "../../../config/config.ts";
import { toListenFault } from "../../../web/listen_fault.ts";
import type { Finding } from "../finding.ts";
import { readEnvironment } from "../../kit/terminal.ts";

const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

export function checkRuntime(): Finding {
  const { deno, v8 } = Deno.version;
  const [major = 0, minor = 0] = deno.split(".").map(Number);
  const isKnown = major === 2 && minor >= 9;
  return {
    status: isKnown ? "ok" : "warn",
    check: "runtime",
    text: `Deno ${deno}, V8 ${v8}`,
    ...(isKnown ? {} : { fix: "this program was made for and tried on Deno 2.9.6: use that" }),
  };
}

/** More than the program needs is no fault, but it is good to know what could be taken away. */
export function checkPermissions(config: Config): Finding {
  const check = "permissions";
  const needed = config.sqlite.driver === "ffi" ? "ffi" : undefined;
  const whole = (["run", "ffi", "write", "read", "env"] as const).filter((name) =>
    name !== needed && Deno.permissions.querySync({ name }).state === "granted"
  );
  if (whole.length > 0) {
    return {
      status: "warn",
      check,
      text: `everything is allowed for: ${whole.join(", ")}`,
      fix: "start it with the permissions of the tasks in deno.json, without -A",
    };
  }
  if (Deno.permissions.querySync({ name: "net" }).state !== "granted") {
    return { status: "ok", check, text: "files, variables and hosts by name only" };
  }
  return {
    status: "ok",
    check,
    text: "files and variables by name, any host",
    fix: `narrower: --allow-net=${
      toHosts(config).join(",")
    } in the command, which counts instead of "net": true`,
  };
}

function toHosts({ host, port, stockApi, heartbeatUrl }: Config): readonly string[] {
  const own = `${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
  const others = [stockApi?.baseUrl, heartbeatUrl].flatMap((address) =>
    address === undefined ? [] : [address]
  );
  const hosts = others.map((address) => {
    const url = new URL(address);
    return `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
  });
  return [...new Set([own, ...hosts])];
}

export function checkPort({ host, port }: Config): Finding {
  const check = "port";
  try {
    Deno.listen({ hostname: host, port }).close();
    return { status: "ok", check, text: `${host}:${port} is free` };
  } catch (error) {
    const { kind, problem, fix } = toListenFault(error, { host, port });
    return kind === "in_use"
      ? {
        status: "warn",
        check,
        text: `${host}:${port} is in use`,
        fix: "nothing, when it is a running signal-v2; else set SIGNAL_V2_PORT to another",
      }
      : { status: "fail", check, text: problem, fix };
  }
}

/** Names only: a proxy's address may hold a password. */
export function checkProxy(): Finding {
  const names = PROXY_VARIABLES.filter((name) => readEnvironment(name));
  if (names.length === 0) return { status: "ok", check: "proxy", text: "none" };
  return {
    status: "warn",
    check: "proxy",
    text: `${names.join(" and ")} set: requests go through that proxy, and plain http shows it the key`,
    fix: "unset it for this program, or use https in STOCK_API_URL",
  };
}
