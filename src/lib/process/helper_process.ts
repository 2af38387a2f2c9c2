/** A helper process that is given a line and works until it is done: how it begins, and how it is made to end. */
import type { Clock } from "../../core/clock.ts";
import type { HelperCommand } from "./helper_command.ts";

/** From SIGTERM to SIGKILL. */
const STOP_STEP_MS = 1_000;

/** @throws what the system says when it cannot be started. */
export function spawnHelper({ program, args, env }: HelperCommand): Deno.ChildProcess {
  return new Deno.Command(program, {
    args: [...args],
    clearEnv: true,
    env: { ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** A process that ends before it has read all of it tells by its exit code what it had to say. */
export async function tellLine(stdin: WritableStreamDefaultWriter<Uint8Array>, line: string): Promise<void> {
  await stdin.write(new TextEncoder().encode(`${line}\n`)).catch(() => {});
}

/** Asks it to end, then ends it. @param ended aborts when it has ended. */
export async function endHelper(
  child: Deno.ChildProcess,
  { clock, ended }: { readonly clock: Clock; readonly ended: AbortSignal },
): Promise<void> {
  for (const name of ["SIGTERM", "SIGKILL"] as const) {
    if (ended.aborted) return;
    try {
      child.kill(name);
    } catch {
      // It ended in between.
      return;
    }
    await clock.sleep(STOP_STEP_MS, ended).catch(() => {});
  }
}
