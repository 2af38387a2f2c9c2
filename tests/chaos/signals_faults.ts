/** What goes wrong around one life of the program, chosen by a seed. */
import type { TelegramFault, TelegramServer } from "../support/telegram_server.ts";
import type { WebhookFault, WebhookReceiver } from "../support/webhook_receiver.ts";

const SENDS: readonly TelegramFault[] = [
  "drop",
  "drop_after",
  "cut_after",
  "504_after",
  "502_before",
  "late",
  "restart",
  "500",
  { silenceS: 3 },
];
const HOOKS: readonly WebhookFault[] = ["drop", "drop_after", "500_after", 500, { silenceS: 2 }];
const CONFLICT = { code: 409, description: "Conflict: terminated by other getUpdates request" };

export interface FaultyServers {
  readonly telegram: TelegramServer;
  readonly webhook: WebhookReceiver;
  /** A chat that may be blocked by its person for a while. */
  readonly person: string;
  /** A group that becomes a supergroup some day, and that other name. */
  readonly group: { readonly chat: string; readonly becomes: string };
}

/** What was told before is over; what is told now may outlast this life. @returns what it is, for whoever looks. */
export function planFaults(servers: FaultyServers, unit: () => number): readonly string[] {
  const { telegram, webhook, person, group } = servers;
  telegram.heal();
  webhook.heal();
  const told: string[] = [];
  const maybe = (share: number, what: string, work: () => void) => {
    if (unit() >= share) return;
    work();
    told.push(what);
  };
  const sends = draw(SENDS, unit() < 0.5 ? 0 : 1 + Math.floor(unit() * 3), unit);
  telegram.fail(...sends);
  told.push(...sends.map((fault) => typeof fault === "string" ? fault : "429"));
  const hooks = draw(HOOKS, unit() < 0.6 ? 0 : 1 + Math.floor(unit() * 2), unit);
  webhook.fail(...hooks);
  told.push(...hooks.map((fault) => `office ${typeof fault === "object" ? "429" : fault}`));
  maybe(0.04, "429 burst", () => telegram.fail(...[5, 5, 10].map((silenceS) => ({ silenceS }))));
  maybe(0.04, "down", () => telegram.setDown(true));
  maybe(0.03, "blocked", () => telegram.block(person));
  maybe(0.02, "token revoked", () => telegram.revokeToken());
  maybe(0.04, "polls refused", () => telegram.updates.failPolls(CONFLICT, CONFLICT));
  maybe(0.02, "group migrated", () => telegram.migrate(group.chat, group.becomes));
  return told;
}

function draw<T>(from: readonly T[], count: number, unit: () => number): readonly T[] {
  return Array.from({ length: count }, () => from[Math.floor(unit() * from.length)])
    .filter((one) => one !== undefined);
}
