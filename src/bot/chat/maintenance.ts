import type { ChatPlan } from "./chat_command.ts";

const LONGEST_WHY = 100;
const ENDS = ["end", "off", "끝", "종료", "끄기"];

/** `2시간 라우터 교체`, `끝`; without words how it is. */
export function planMaintenance([span, ...why]: readonly string[]): ChatPlan {
  if (span === undefined) return { kind: "read", id: "maintenance.status", args: {} };
  if (ENDS.includes(span.toLowerCase())) return { kind: "do", id: "maintenance.end", args: {} };
  const words = why.join(" ").slice(0, LONGEST_WHY).toWellFormed();
  return {
    kind: "do",
    id: "maintenance.begin",
    args: { for: span, ...(words === "" ? {} : { why: words }) },
  };
}
