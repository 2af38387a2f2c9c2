/** The way in for a door that knows commands by name: the web, and a bot later. */
import { type Actor, OWNER } from "../core/actor.ts";
import { StoreError, UserError } from "../core/errors.ts";
import { nearName } from "../core/near_name.ts";
import type { Command, CommandScope, Wording } from "./command.ts";
import type { CommandDeps } from "./deps.ts";
import { CommandRefusal, type RefusalKind } from "./refusal.ts";
import { runCommand } from "./run_command.ts";

export type CommandAnswer =
  | { readonly kind: "done"; readonly result: unknown; readonly words: Wording }
  | {
    readonly kind: "refused";
    readonly why: RefusalKind;
    /** Stable, in snake_case. */
    readonly reason: string;
    readonly message: string;
    /** The same in Korean, where a person can be meant. */
    readonly ko?: string | undefined;
    readonly more: Readonly<Record<string, unknown>>;
  };

export interface CommandInfo {
  readonly id: string;
  readonly scope: CommandScope;
  readonly twoSteps: boolean;
  readonly about: Wording;
}

export interface CommandDoor {
  readonly list: readonly CommandInfo[];
  /**
   * What cannot be done is an answer.
   *
   * @throws what is a fault of the program.
   */
  run(id: string, given: unknown, actor: Actor): Promise<CommandAnswer>;
}

export function createCommandDoor(commands: readonly Command[], deps: CommandDeps): CommandDoor {
  const byId = new Map(commands.map((command) => [command.id, command]));
  return {
    list: commands.map(({ id, scope, twoSteps, about }) => ({ id, scope, twoSteps, about })),
    async run(id, given, actor) {
      const command = byId.get(id);
      if (command === undefined) return refuseUnknown(id, [...byId.keys()]);
      try {
        const result = await runCommand(command, given, { actor, owner: OWNER, deps });
        return { kind: "done", result, words: command.words(result) };
      } catch (error) {
        if (error instanceof CommandRefusal) {
          const { kind: why, reason, message, ko, more } = error;
          return { kind: "refused", why, reason, message, ko, more };
        }
        if (error instanceof UserError) {
          const why = error.code === "invalid" ? "arguments" : "unavailable";
          return { kind: "refused", why, reason: `refused_${error.code}`, message: error.message, more: {} };
        }
        if (error instanceof StoreError && error.isUnavailable) {
          const message = `The database could not do this, and nothing was changed: ${error.message}`;
          const ko = "저장할 수 없어 아무것도 바꾸지 않았습니다. 디스크를 확인한 뒤 다시 보내 주세요.";
          return { kind: "refused", why: "unavailable", reason: "store_failed", message, ko, more: {} };
        }
        throw error;
      }
    },
  };
}

function refuseUnknown(id: string, ids: readonly string[]): CommandAnswer {
  const near = nearName(id, ids);
  const message = `There is no command ${JSON.stringify(id.slice(0, 60))}` +
    (near === undefined ? "" : `; did you mean ${near}?`);
  return { kind: "refused", why: "missing", reason: "unknown_command", message, more: { commands: ids } };
}
