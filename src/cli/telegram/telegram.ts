import type { Command } from "commander";
import { openBotMemory } from "../../app/bot/bot_memory.ts";
import { realClock } from "../../app/runtime.ts";
import type { Store } from "../../app/data/store.ts";
import { CODE_LASTS_MS, createLinkCode, hashLinkCode } from "../../bot/link_code.ts";
import type { Config } from "../../config/config.ts";
import { OWNER } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { createTelegramClient } from "../../notifiers/telegram/client.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { LOOKS, withStore } from "../kit/with_store.ts";
import { listPeople } from "./people.ts";
import { toQrLines } from "../service/qr_code.ts";
import { createSayFrom } from "../../core/lang.ts";
import { langOf } from "../kit/language.ts";
import { NOTIFY_TEXTS } from "../texts/notify.ts";

interface Json {
  readonly json: boolean;
}

/** Who may ask by chat. */
export function addTelegramCommands(program: Command, terminal: Terminal): void {
  const telegram = program.command("telegram").description("who may ask the program by Telegram");
  telegram.command("link").description(
    "print a code that links a person's chat: once, within ten minutes; an earlier code ends",
  )
    .option("--json", "print JSON", false)
    .action(async ({ json }: Json) => {
      const link = await withStore(terminal, makeLink);
      if (json) return terminal.out(JSON.stringify(link, null, 2));
      await showLink(link, terminal);
    });
  telegram.command("people").description("who is linked, by the settings or by a code")
    .option("--json", "print JSON", false)
    .action(async ({ json }: Json) => {
      const people = await withStore(terminal, listPeople, LOOKS);
      if (json) return terminal.out(JSON.stringify(people, null, 2));
      const say = createSayFrom(NOTIFY_TEXTS, langOf(terminal));
      if (people.length === 0) {
        return terminal.out(say("nobody", { command: toCommand("telegram", "link") }));
      }
      const cells = people.map(({ user_id: id, name, by, linked_at: at }) => [
        ...[id, name ?? "", say(by === "code" ? "by_code" : "by_settings"), at ?? ""],
      ]);
      const heads = ["user", "name", "by", "since"] as const;
      printTable(terminal, [heads.map((head) => say(`head_${head}`)), ...cells]);
    });
  telegram.command("unlink").description("a person is heard no more, and is told nothing more")
    .argument("<user>", "the numeric id, as the list of people shows it").option(
      "--json",
      "print JSON",
      false,
    )
    .action(async (user: string, { json }: Json) => {
      await withStore(terminal, (store, config) => unlink(store, config, user));
      const say = createSayFrom(NOTIFY_TEXTS, langOf(terminal));
      terminal.out(
        json ? JSON.stringify({ user_id: user, unlinked: true }, null, 2) : say("unlinked", { user }),
      );
    });
}

interface MadeLink {
  readonly code: string;
  /** `null` while Telegram does not say the bot's name. */
  readonly link: string | null;
  readonly expires_at: string;
}

async function makeLink(store: Store, { notify: { telegram } }: Config): Promise<MadeLink> {
  if (telegram === undefined) {
    throw new UserError(
      "invalid",
      "There is no bot: get a token from @BotFather and set SIGNAL_V2_TELEGRAM_TOKEN, then ask again",
    );
  }
  const memory = openBotMemory(store);
  const nowMs = realClock.now();
  const closedUntilMs = await memory.closedUntilMs(OWNER, nowMs);
  if (closedUntilMs !== undefined) {
    throw new UserError(
      "failed",
      `Too many wrong codes were tried: none is taken until ${
        toKstIso(closedUntilMs)
      }. Until then a person can be ` +
        "named in SIGNAL_V2_TELEGRAM_USERS",
    );
  }
  const username = await askUsername(telegram);
  const code = createLinkCode();
  const expiresAtMs = nowMs + CODE_LASTS_MS;
  await memory.addCode(OWNER, { hash: await hashLinkCode(code), madeAtMs: nowMs, expiresAtMs });
  const link = username === undefined ? null : `https://t.me/${username}?start=${code}`;
  return { code, link, expires_at: toKstIso(expiresAtMs) };
}

/** @returns `undefined` when Telegram cannot be reached: the code can be typed. */
async function askUsername(
  telegram: NonNullable<Config["notify"]["telegram"]>,
): Promise<string | undefined> {
  using client = createTelegramClient({ ...telegram, clock: realClock });
  const answer = await client.call("getMe", {});
  if (answer.kind === "failed" && (answer.code === 401 || answer.code === 404)) {
    throw new UserError(
      "invalid",
      `Telegram does not know the token (${answer.code} ${answer.description}): look at SIGNAL_V2_TELEGRAM_TOKEN`,
    );
  }
  const me: unknown = answer.kind === "done" ? answer.result : undefined;
  if (typeof me !== "object" || me === null || !("username" in me)) return undefined;
  return typeof me.username === "string" && /^\w{3,40}$/.test(me.username) ? me.username : undefined;
}

async function showLink({ code, link, expires_at: expiresAt }: MadeLink, terminal: Terminal): Promise<void> {
  const say = createSayFrom(NOTIFY_TEXTS, langOf(terminal));
  terminal.out(say("code", { code, until: toKstClock(Date.parse(expiresAt)) }));
  if (link === null) return terminal.out(say("bot_unknown", { code }));
  terminal.out(say("open", { link, code }));
  for (const line of await toQrLines(link, false)) terminal.out(line);
  terminal.out(say("must_run"));
}

async function unlink(store: Store, { notify: { telegram } }: Config, user: string): Promise<void> {
  if (await openBotMemory(store).unlink(OWNER, user)) return;
  const people = toCommand("telegram", "people");
  throw new UserError(
    "failed",
    telegram?.users.includes(user)
      ? `${user} is named in SIGNAL_V2_TELEGRAM_USERS: take the id out there, and start the service again`
      : `Nobody with the id ${JSON.stringify(user.slice(0, 20))} is linked; see ${people}`,
  );
}
