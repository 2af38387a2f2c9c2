/** `parse upbit-ws` alone in a process, for what needs a standard input of its own. */
import { Command } from "commander";
import { addParseCommand } from "../../../src/cli/candles/parse_frames.ts";
import { systemTerminal } from "../../../src/cli/kit/terminal.ts";

const program = new Command("signal-v2");
addParseCommand(program, systemTerminal(), (code) => Deno.exitCode = code);
await program.parseAsync(["parse", "upbit-ws", ...Deno.args], { from: "user" });
