import type { Config } from "../../../config/config.ts";
import { toCommand } from "../../../core/command_text.ts";
import { openStore } from "../../../app/data/store.ts";
import type { Clock } from "../../../core/clock.ts";
import { StoreError, UserError } from "../../../core/errors.ts";
import { toShownText } from "../../../core/text.ts";
import type { TelegramAnswer } from "../../../notifiers/telegram/answers.ts";
import type { Finding } from "../finding.ts";

/** Whether lost messages can be looked for, as far as somebody has tried it. */
export async function checkLooking(
  { dataDir, notify: { telegram } }: Config,
  clock: Clock,
): Promise<readonly Finding[]> {
  if (telegram === undefined) return [];
  const check = "telegram";
  const { readTrialText } = await import("../telegram_trial.ts");
  // A database that does not open is told by its own check.
  const trial = await readTrial().catch((error) => {
    if (error instanceof UserError || error instanceof StoreError) return undefined;
    throw error;
  });
  const again = toCommand("doctor", "--telegram-probe");
  if (trial === undefined) {
    return [{
      status: "ok",
      check,
      text: `nobody has tried whether lost messages can be looked for with this bot; ${again} does`,
    }];
  }
  return [
    trial.isSound ? { status: "ok", check, text: trial.text } : {
      status: "warn",
      check,
      text: trial.text,
      fix: `if somebody wrote to the bot meanwhile, try again: ${again}`,
    },
  ];

  async function readTrial() {
    if (telegram === undefined) return undefined;
    await using store = await openStore({ dir: dataDir, clock });
    return await readTrialText(store, telegram);
  }
}

/** Whether the token is good, and whether commands can come here. Nothing is sent to anybody. */
export async function checkTelegram(
  { notify: { telegram } }: Config,
  clock: Clock,
): Promise<readonly Finding[]> {
  if (telegram === undefined) return [];
  const { createTelegramClient } = await import("../../../notifiers/telegram/client.ts");
  using client = createTelegramClient({ ...telegram, clock });
  const me = await client.call("getMe", {});
  if (me.kind !== "done") return [toTrouble(me)];
  const webhook = await client.call("getWebhookInfo", {});
  const url = readText(webhook.kind === "done" ? webhook.result : undefined, "url");
  if (url !== undefined && url !== "") {
    return [{
      status: "fail",
      check: "telegram",
      text: "a webhook is set for this bot by another program, so no command comes here; messages go out",
      fix: "end the program that set it and let it delete its webhook, or get a new token from @BotFather",
    }];
  }
  const name = toShownText(readText(me.result, "username") ?? "?");
  const text = telegram.users.length === 0
    ? `the bot @${name} can be reached; ${toCommand("telegram", "link")} links a person`
    : `the bot @${name} can be reached`;
  return [{ status: "ok", check: "telegram", text }];
}

function toTrouble(answer: Exclude<TelegramAnswer, { kind: "done" }>): Finding {
  if (answer.kind === "failed" && (answer.code === 401 || answer.code === 404)) {
    return {
      status: "fail",
      check: "telegram",
      text: `Telegram does not know the token (${answer.code} ${toShownText(answer.description)})`,
      fix: "get the token from @BotFather and set SIGNAL_V2_TELEGRAM_TOKEN",
    };
  }
  const why = answer.kind === "failed" ? `${answer.code} ${answer.description}` : answer.reason;
  return {
    status: "warn",
    check: "telegram",
    text: `Telegram cannot be reached: ${toShownText(why)}`,
    fix: "messages wait and go out when it is there again; look at the network and SIGNAL_V2_TELEGRAM_URL",
  };
}

function readText(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !(key in value)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === "string" ? found : undefined;
}
