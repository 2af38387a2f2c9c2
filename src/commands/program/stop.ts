import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

/** So long the answer has to leave; what is still on its way then, the shutdown waits for. */
const STOP_DELAY_MS = 100;

export const stopProgram = defineCommand({
  id: "program.stop",
  scope: "admin",
  twoSteps: true,
  about: { ko: "프로그램 끝내기", en: "end the program" },
  args: z.object({}),
  result: z.object({ stopping: z.literal(true) }),
  words: () => ({ ko: "프로그램이 끝납니다.", en: "The program is stopping." }),
  run: (_, { deps }) =>
    Promise.try(() => {
      const program = need(deps, "program");
      deps.realClock.sleep(STOP_DELAY_MS).then(() => program.requestStop());
      return { stopping: true as const };
    }),
});
