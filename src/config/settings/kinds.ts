/** How the texts of settings are read; a failure says what the text must be, and never repeats it. */
import { z } from "zod";
import { readDecimal, toNumber } from "../../core/decimal.ts";
import { readTimeOfDay } from "../../core/kst.ts";

export const text = (must: string, isRight: (value: string) => boolean) =>
  z.string().refine(isRight, `must be ${must}`);

export function whole(min: number, max: number, unit = ""): z.ZodType<number, string> {
  const must = `must be a whole number from ${min} to ${max}${unit === "" ? "" : ` (${unit})`}`;
  const isRight = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
  return z.string().refine(isRight, must).transform(Number);
}

/** Percent as a share: 0.015 is 0.00015, to the digit. */
export function percent(most: number): z.ZodType<number, string> {
  const must = `must be a number of percent from 0 to ${most}`;
  const read = (value: string) => /^\d{1,3}(\.\d{1,12})?$/.test(value) ? readDecimal(value) : undefined;
  return z.string().refine((value) => {
    const exact = read(value);
    return exact !== undefined && toNumber(exact) <= most;
  }, must).transform((value) => toNumber((read(value) ?? 0n) / 100n));
}

/** Of a file or a folder. */
export const path = text("a path", (value) => value.trim() !== "" && !value.includes("\0"));

export const times = (unitMs: number, schema: z.ZodType<number, string>) =>
  schema.transform((count) => count * unitMs);

export const timeOfDay = z.string()
  .refine((value) => readTimeOfDay(value) !== undefined, "must be a time of day in Korea as HH:MM")
  .transform((value) => readTimeOfDay(value) ?? 0);

/** Printable ASCII: a line break in a header value would put the key into an error message. */
export const isPrintable = (value: string) => /^[\x21-\x7e]+$/.test(value);

export const onOff = z.string().refine((value) => /^(0|1|true|false|on|off)$/i.test(value), "must be 1 or 0")
  .transform((value) => /^(1|true|on)$/i.test(value));

export const hostList = text(
  "host names separated by commas, without scheme or port",
  (value) =>
    value.split(",").every((host) =>
      /^([a-z0-9.-]+|\[?[0-9a-f:]*:[0-9a-f:]+\]?)$/i.test(host.trim()) && !/^[^:]+:\d+$/.test(host.trim())
    ),
).transform((value) => value.split(",").map((host) => host.trim().toLowerCase()));

export const addressList = text(
  "IP addresses separated by commas, without port",
  (value) => value.split(",").every((address) => isIpAddress(address.trim())),
).transform((value) => value.split(",").map((address) => address.trim().toLowerCase()));

function isIpAddress(value: string): boolean {
  if (value.includes(":")) return /^[0-9a-f:.]+$/i.test(value) && URL.canParse(`http://[${value}]`);
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(value) && value.split(".").every((part) => Number(part) <= 255);
}

export const baseUrl = z.string().superRefine((value, context) => {
  const fault = findUrlFault(value);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
}).transform((value) => value.replace(/\/+$/, ""));

/** Addresses of WebSockets. */
export const streamUrl = z.string().superRefine((value, context) => {
  const fault = findUrlFault(value, ["ws", "wss"]);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
}).transform((value) => value.replace(/\/+$/, ""));

function findUrlFault(
  value: string,
  schemes: readonly [string, string] = ["http", "https"],
): string | undefined {
  const must = `${schemes[0]}:// or ${schemes[1]}://`;
  if (!URL.canParse(value)) return `must be an address with ${must}`;
  const url = new URL(value);
  if (!schemes.includes(url.protocol.slice(0, -1))) return `must begin with ${must}`;
  if (url.username !== "" || url.password !== "") {
    return "must not hold a user name or password; the key has its own setting";
  }
  // In the text: a bare `?` or `#` leaves no trace in the parsed address, and would swallow every path.
  if (/[?#]/.test(value)) return "must not have a query (?…) or a fragment (#…)";
  return undefined;
}

/** One that is a key by itself. */
export const secretAddress = text(
  "an address with http:// or https:// and without a user name or password",
  (value) =>
    URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) &&
    new URL(value).username + new URL(value).password === "",
);
