// deno-lint-ignore-file no-console -- a command: what it prints is what it is for
/** The end of `deno task test`: what could not be tested here, because known answers under other terms are not there. */
import { isOutsideThere, OUTSIDE } from "../../support/outside_data.ts";

const missing = Object.entries(OUTSIDE).filter(([path]) => !isOutsideThere(path));
if (missing.length > 0) {
  const list = missing.map(([path, { what, why }]) => `${what} (${path}: ${why})`).join("; ");
  console.warn(`NOT RUN here, for want of files in ../shared/data: ${list}`);
}
