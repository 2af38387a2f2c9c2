import { UserError } from "../core/errors.ts";

/** What `onCandle` was called before 0.3. A file with the old name works until 1.0, and says so. */
const OLD_NAME = "onBar";
const WORKS_IN = "0.3–0.9";
const ENDS_WITH = "1.0";

/**
 * What `create` of a user's file returned, under the name of today.
 *
 * @param onOldName called when it has the old one.
 * @throws {UserError} when it has both: nobody could say which of them counts.
 */
export function withOnCandle(run: unknown, onOldName: () => void): unknown {
  if (typeof run !== "object" || run === null) return run;
  const read = (name: string): unknown => Reflect.get(run, name);
  const old = read(OLD_NAME);
  if (old === undefined) return run;
  if (read("onCandle") !== undefined) {
    throw new UserError(
      "invalid",
      `Cannot run this strategy: what create() returned has onCandle and ${OLD_NAME}, its old name`,
      `delete ${OLD_NAME}`,
    );
  }
  onOldName();
  // Called on the object that it belongs to, which may have private fields.
  const bound = (name: string): unknown => {
    const member = read(name);
    return typeof member === "function" ? member.bind(run) : member;
  };
  return {
    onCandle: bound(OLD_NAME),
    ...Object.fromEntries(["onFill", "readouts", "save", "restore"].map((name) => [name, bound(name)])),
  };
}

/** @param code of the file, to find the line. */
export function toOldNameText(path: string, code: string): string {
  const line = code.split("\n").findIndex((text) => /^(?!\s*(\/\/|\*|\/\*)).*\bonBar\b/.test(text));
  return `${path}${line === -1 ? "" : `:${line + 1}`} has ${OLD_NAME}, which is called onCandle now: ` +
    `rename it. The old name works in ${WORKS_IN}; ${ENDS_WITH} refuses it`;
}
