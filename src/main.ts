import { runProgram } from "./cli/program.ts";
import { findLang } from "./cli/kit/language.ts";
import { systemTerminal } from "./cli/kit/terminal.ts";

// Leaving by `exit` and not by an empty event loop: a connection that somebody keeps open must not keep us here.
Deno.exit(await runProgram(Deno.args, { ...systemTerminal(), lang: await findLang() }));
