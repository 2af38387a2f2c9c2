/** The commands of the running service, read in when the first one is asked for: a start must not pay for them. */
import type { CommandDoor } from "../commands/door.ts";
import type { ServedParts } from "./command_door.ts";
import type { AnswerMemory } from "../jobs/answers/answer_memory.ts";

export interface ServedCommands {
  readonly commands: Pick<CommandDoor, "run">;
  readonly openDoor: () => Promise<CommandDoor>;
  readonly readAnswers: () => Promise<AnswerMemory | undefined>;
}

export function createCommands(parts: ServedParts): ServedCommands {
  let door: CommandDoor | undefined;
  const openDoor = async () => {
    await parts.side.jobs.open();
    const { createServedDoor } = await import("./command_door.ts");
    return door ??= createServedDoor(parts);
  };
  return {
    openDoor,
    commands: { run: async (id, given, actor) => await (await openDoor()).run(id, given, actor) },
    readAnswers: async () => (await parts.side.jobs.open())?.answers,
  };
}
