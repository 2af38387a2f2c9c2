import type { SignalClass } from "./outgoing.ts";
import type { EvidencePiece } from "./score/evidence.ts";

/** What a rule cannot look at, because no source of ours tells it. */
const NEVER = ["disclosure", "order_book", "investors"];

/** What nobody looked at before a signal went out; news where there were none. */
export function findNotJudged(
  { evidence, signalClass }: {
    readonly evidence: readonly Pick<EvidencePiece, "key" | "numbers">[];
    readonly signalClass: SignalClass;
  },
): readonly string[] {
  const isSilent = evidence.every(({ key, numbers }) => key !== "news" || Object.keys(numbers).length === 0);
  return isSilent && signalClass !== "notice" ? ["news", ...NEVER] : NEVER;
}
