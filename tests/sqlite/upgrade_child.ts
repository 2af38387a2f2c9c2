/** A process that opens the notes with a newer program: `upgrade_child.ts <dir> <last step>`; its exit code tells whether it could. */
import { FIRST_STEP, openNotes } from "./upgrade_parts.ts";

const [dir = "", lastStep = ""] = Deno.args;
const { db } = await openNotes(dir, { steps: [FIRST_STEP, lastStep] });
db.close();
