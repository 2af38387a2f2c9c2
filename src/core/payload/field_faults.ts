/** What a validator found, in sentences of this program: its own words are for programmers. */

/** As the validator tells it; which of the further facts are there depends on the code. */
export interface FieldIssue {
  readonly code?: string | undefined;
  readonly path?: readonly PropertyKey[] | undefined;
  readonly input?: unknown;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean | undefined;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  /** Of a union: why each of its kinds does not fit. */
  readonly errors?: readonly (readonly FieldIssue[])[];
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  int: "a whole number",
};

/**
 * For the option `error` of a validation: what a schema words itself comes before it.
 *
 * @returns what follows the name of the field: `must be at least 1`; `undefined` for names that are not known, about
 *   which only the caller knows more.
 */
export function toFieldWords(issue: FieldIssue): string | undefined {
  if (issue.code === "unrecognized_keys") return undefined;
  const isMissing = issue.code === "invalid_type" && issue.input === undefined;
  return `${isMissing ? "is missing; it " : ""}${toMust(issue)}`;
}

/** @param whole the name of everything together. */
export function toFieldFault(
  { path, message }: { readonly path: readonly PropertyKey[]; readonly message: string },
  whole: string,
): string {
  return `${path.length === 0 ? whole : path.map(String).join(".")} ${message}`;
}

function toMust(issue: FieldIssue): string {
  const { code, inclusive, minimum, maximum, values = [], expected = "value", errors = [] } = issue;
  switch (code) {
    case "too_small":
      return `must ${toAmount(issue, `${inclusive === false ? "above" : "at least"} ${minimum}`)}`;
    case "too_big":
      return `must ${toAmount(issue, `${inclusive === false ? "below" : "at most"} ${maximum}`)}`;
    case "invalid_type":
      return `must be ${KINDS[expected] ?? `a ${expected}`}`;
    case "invalid_value":
      return `must be one of ${values.map(String).join(", ")}`;
    case "invalid_union":
      return toUnion(errors.flatMap(([first]) => first ?? []));
    default:
      return "is not written as it must be";
  }
}

/** Of a kind that fits, what is wrong with it counts and not that it is none of the others. */
function toUnion(issues: readonly FieldIssue[]): string {
  const near = issues.find(({ code, path = [] }) => code !== "invalid_type" || path.length > 0);
  if (near !== undefined) return toMust(near);
  const kinds = issues.map((issue) => toMust(issue).replace(/^must be /, ""));
  return kinds.length === 0 ? "is not written as it must be" : `must be ${kinds.join(" or ")}`;
}

function toAmount({ origin }: FieldIssue, bound: string): string {
  const isOne = / 1$/.test(bound);
  if (origin === "string") return `have ${bound} ${isOne ? "character" : "characters"}`;
  return origin === "array" ? `have ${bound} ${isOne ? "entry" : "entries"}` : `be ${bound}`;
}
