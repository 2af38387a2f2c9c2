/** Where the stock API is, and its key. */
import { baseUrl, isPrintable, onOff, text } from "./kinds.ts";
import type { SettingGroup } from "./setting.ts";

export const STOCK_API_SETTINGS = {
  stockApiUrl: {
    name: "STOCK_API_URL",
    schema: baseUrl,
    fallback: undefined,
    example: "https://nas.example.com:18500",
    help: "Address of the stock API on the home server.",
  },
  apiKey: {
    name: "WEBAI_API_KEY",
    schema: text(
      "printable ASCII without spaces, at most 512 characters",
      (value) => isPrintable(value) && value.length <= 512,
    ),
    fallback: undefined,
    example: "the-same-key-as-on-the-home-server",
    isSecret: true,
    help: "Key that the stock API expects in X-WebAI-Key.",
  },
} as const satisfies SettingGroup;

export const PLAIN_HTTP_SETTINGS = {
  allowHttp: {
    name: "SIGNAL_V2_ALLOW_HTTP",
    schema: onOff,
    fallback: "0",
    example: "0",
    help: "1 permits plain http to a public host; the key then travels readable.",
  },
} as const satisfies SettingGroup;
