import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { createSystemClock } from "../../src/core/clock.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { until } from "../support/program.ts";
import { DRIVER_FLAGS } from "../support/sqlite.ts";
import { BOT_TOKEN, startTelegramServer, type TelegramServer } from "../support/telegram_server.ts";

const CHILD = fileURLToPath(new URL("bot_child.ts", import.meta.url));
const PLACES = [
  "before the update is stored",
  "after the update is stored",
  "before the effect",
  "after the effect",
  "after the result is stored",
];
const clock = createSystemClock();

function spawnChild({ dir, url, place }: { dir: string; url: string; place: string }): Deno.ChildProcess {
  const permissions = ["--allow-run", "--allow-net=127.0.0.1", `--allow-read=${dir}`, `--allow-write=${dir}`];
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--quiet", "--cached-only", "--no-check", ...permissions, ...DRIVER_FLAGS],
      ...[CHILD, dir, url, place],
    ],
    ...{ stdin: "piped", stdout: "null", stderr: "inherit" },
  }).spawn();
}

async function endChild(child: Deno.ChildProcess): Promise<void> {
  await child.stdin.close();
  assert.equal((await child.status).code, 0);
}

async function untilKilled(child: Deno.ChildProcess): Promise<void> {
  const { signal } = await child.status;
  await child.stdin.close().catch(() => {});
  assert.equal(signal, "SIGKILL");
}

/** The buttons of the last question. */
function yesOf(telegram: TelegramServer): string {
  const markup = telegram.messages.at(-1)?.keyboard as
    | { inline_keyboard: { callback_data: string }[][] }
    | undefined;
  return markup?.inline_keyboard[0]?.[0]?.callback_data ?? "";
}

for (const place of PLACES) {
  Deno.test(`fault 32: killed -9 ${place}, a pressed button is done once and its result told once`, async () => {
    await using telegram = startTelegramServer();
    using dir = makeTempDir();
    const facts = { dir: dir.path, url: telegram.url };
    const asking = spawnChild({ ...facts, place: "" });
    telegram.updates.message("777", "/stop_strategy btc_ma", { sentAtMs: clock.now() });
    await until(() => yesOf(telegram) !== "", "the question");
    await endChild(asking);
    const dying = spawnChild({ ...facts, place });
    const pressed = telegram.updates.press("777", yesOf(telegram));
    await untilKilled(dying);
    const living = spawnChild({ ...facts, place: "" });
    await until(
      () => /멈췄습니다/.test(telegram.texts[0] ?? "") && (telegram.updates.offset ?? 0) > pressed,
      "the result",
    );
    await endChild(living);
    using db = new DatabaseSync(`${dir.path}/signal_v2.db`);
    const row = db.prepare("SELECT is_active, changes FROM active WHERE id = 'btc_ma'").get();
    assert.deepEqual({ ...row }, { is_active: 0, changes: 1 });
    assert.equal(telegram.texts.length, 1, "the question became its result");
    const action = db.prepare("SELECT state, begun FROM pending_action").get();
    assert.equal(action?.state, "done");
    const bytes = new TextDecoder().decode(Deno.readFileSync(`${dir.path}/signal_v2.db`));
    assert.ok(!bytes.includes(BOT_TOKEN));
  });
}

Deno.test("killed -9 before and after a question is stored, it is asked once", async () => {
  for (const place of ["before the update is stored", "after the update is stored"]) {
    await using telegram = startTelegramServer();
    using dir = makeTempDir();
    const facts = { dir: dir.path, url: telegram.url };
    const dying = spawnChild({ ...facts, place });
    const id = telegram.updates.message("777", "/stop_strategy btc_ma", { sentAtMs: clock.now() });
    await untilKilled(dying);
    const living = spawnChild({ ...facts, place: "" });
    await until(() => yesOf(telegram) !== "" && (telegram.updates.offset ?? 0) > id, "the question");
    await endChild(living);
    assert.equal(telegram.texts.length, 1, place);
  }
});
