/** Parameters of strategies in words. */
import { z } from "zod";
import type { Strategy } from "../../strategies/strategy.ts";

export interface ParamFacts {
  readonly name: string;
  /** `number`, `integer`, `text`, `sma | ema`. */
  readonly type: string;
  /** `undefined` when it may be left out and has none. */
  readonly fallback: unknown;
  readonly isRequired: boolean;
  /** With its unit. */
  readonly what: string;
}

const WORDS: Readonly<Record<string, string>> = { string: "text", boolean: "true or false", array: "list" };

export function describeParams(strategy: Strategy): readonly ParamFacts[] {
  return describeSchema(strategy.params);
}

/** The fields of an object that comes from outside. */
export function describeSchema(object: z.ZodType): readonly ParamFacts[] {
  const schema = z.toJSONSchema(object, { io: "input", unrepresentable: "any" });
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const { default: fallback, description = "", enum: choices, type } = typeof field === "object"
      ? field
      : {};
    return {
      name,
      type: choices?.map(String).join(" | ") ?? WORDS[String(type)] ?? String(type ?? "value"),
      fallback,
      isRequired: required.includes(name),
      what: description,
    };
  });
}
