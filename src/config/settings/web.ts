/** Who may call this program, and where. */
import { z } from "zod";
import { addressList, hostList, isPrintable, onOff, text, whole } from "./kinds.ts";
import type { SettingGroup } from "./setting.ts";

export const WEB_SETTINGS = {
  port: {
    name: "SIGNAL_V2_PORT",
    schema: whole(0, 65535),
    fallback: "8001",
    example: "8001",
    help: "Port of this program; 0 takes any free one.",
  },
  host: {
    name: "SIGNAL_V2_HOST",
    schema: text("an IP address or a host name", (value) => /^[a-z0-9.:-]+$/i.test(value)),
    fallback: "127.0.0.1",
    example: "127.0.0.1",
    help: "Address to listen on. Anything but loopback needs SIGNAL_V2_TOKEN.",
  },
  allowedHosts: {
    name: "SIGNAL_V2_ALLOWED_HOSTS",
    schema: hostList,
    fallback: undefined,
    example: "minipc.local,192.168.0.20",
    help: "Further names under which a browser may call this program (Host header).",
  },
  token: {
    name: "SIGNAL_V2_TOKEN",
    schema: text(
      "16 to 256 printable ASCII characters without spaces",
      (value) => isPrintable(value) && value.length >= 16 && value.length <= 256,
    ),
    fallback: undefined,
    example: "a-long-random-text-of-your-own",
    isSecret: true,
    help:
      "Bearer token for private data and for every state-changing request; once set, also from this machine.",
  },
  trustLoopback: {
    name: "SIGNAL_V2_TRUST_LOOPBACK",
    schema: onOff,
    fallback: "0",
    example: "0",
    help: "1 lets callers from this machine in without the token, although one is set.",
  },
  proxies: {
    name: "SIGNAL_V2_PROXIES",
    schema: addressList,
    fallback: undefined,
    example: "127.0.0.1",
    help:
      "Addresses of your reverse proxies: never trusted as this machine, and not limited as one caller is.",
  },
  publicHealth: {
    name: "SIGNAL_V2_PUBLIC_HEALTH",
    schema: z.enum(["brief", "full"], "must be brief or full") as z.ZodType<"brief" | "full", string>,
    fallback: "brief",
    example: "brief",
    help: "What strangers get: brief is state and ages; full is all of /health, and /metrics.",
  },
} as const satisfies SettingGroup;
