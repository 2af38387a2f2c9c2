/** Taken at once: processes of strategies take `Deno` from everybody later. */
const read: unknown = Reflect.get(Deno, "cpuUsage");

/**
 * Processor time of this whole process, all its threads, in ms; `undefined` where the runtime does not tell. Deno has it
 * without a permission and, in 2.9.6, without a type; `node:process` tells the same and takes 8 MB.
 */
export function readCpuMs(): number | undefined {
  if (typeof read !== "function") return undefined;
  const { user, system }: { user?: unknown; system?: unknown } = read() ?? {};
  const ms = (Number(user) + Number(system)) / 1_000;
  return Number.isFinite(ms) ? ms : undefined;
}
