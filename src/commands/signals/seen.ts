import { z } from "zod";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findSignal } from "./found_signal.ts";

const DOORS: Readonly<Record<string, string>> = {
  telegram: "텔레그램",
  cli: "컴퓨터",
  operator: "컴퓨터",
  http: "웹",
};

export const seeSignal = defineCommand({
  id: "signals.seen",
  scope: "signal",
  about: {
    ko: "신호를 확인했다고 표시",
    en: "note that somebody took note of a signal; who was first stays",
  },
  args: z.object({ signal: z.string().min(1).max(40).describe("like S-1120-03, or an id") }),
  result: z.object({ label: z.string(), seen_at: z.string(), by: z.string() }),
  words: ({ label, seen_at: at, by }) => ({
    ko: `${label} 확인함 · ${toKstClock(Date.parse(at))} · ${toKorean(by)}`,
    en: `${label} was seen at ${toKstClock(Date.parse(at))} by ${by}`,
  }),
  async run({ signal: text }, { actor, owner, deps }) {
    const follow = need(deps, "followUps");
    const { signal: { id, label = id } } = await findSignal(text, { deps });
    await follow.see(owner, { signalId: id, atMs: deps.clock.now(), actor });
    const { seen } = await follow.followUp(owner, id);
    const { atMs, by = actor } = seen ?? { atMs: deps.clock.now() };
    return { label, seen_at: toKstIso(atMs), by: `${by.kind} ${by.id}` };
  },
});

/** `telegram 777` with the door in Korean. */
function toKorean(by: string): string {
  const [kind = "", ...id] = by.split(" ");
  return [DOORS[kind] ?? kind, ...id].join(" ");
}
