/** What is wrong with parameters of a strategy, in the same words wherever they are refused. */
import { z } from "zod";
import { nearName } from "../core/near_name.ts";
import { toFieldFault } from "../core/payload/field_faults.ts";
import type { Strategy } from "./strategy.ts";

/** `fast must be at least 1`, one sentence for each thing that is wrong; of a name that there is not, the one it is near. */
export function toParamFaults(
  issues: readonly z.core.$ZodIssue[],
  { params }: Pick<Strategy, "params">,
): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [toFieldFault(issue, "it")];
    const names = namesAt(params, issue.path);
    const place = issue.path.length === 0 ? "" : ` in ${issue.path.map(String).join(".")}`;
    return issue.keys.map((key) => {
      const near = nearName(key, names);
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      return `there is no parameter ${key}${place}; there are ${names.join(", ")}${hint}`;
    });
  });
}

/** The part of a JSON schema that is needed to find a place in it. */
interface SchemaPart {
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly items?: SchemaPart;
}

function namesAt(params: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let part: SchemaPart | undefined = toSchema(params);
  for (const step of path) {
    part = typeof step === "number" ? part?.items : part?.properties?.[String(step)];
  }
  return Object.keys(part?.properties ?? {});
}

/** A person's own file may check its parameters by something that has no schema. */
function toSchema(params: z.ZodType): SchemaPart {
  try {
    return z.toJSONSchema(params, { io: "input", unrepresentable: "any" }) as SchemaPart;
  } catch {
    return {};
  }
}
