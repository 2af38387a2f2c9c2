import holidays from "../../../holidays.json" with { type: "text" };
import project from "../../../deno.json" with { type: "json" };

/** The calendar as it was when this program was built; the file beside the program wins when it is there. */
export const EMBEDDED_HOLIDAYS: string = holidays;
export const VERSION: string = project.version;

/** A path a person chose must exist; only the default one may fall back to the copy inside the program. */
export function embeddedFor(holidaysPath: string): string | undefined {
  return holidaysPath === "holidays.json" ? EMBEDDED_HOLIDAYS : undefined;
}
