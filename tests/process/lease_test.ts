import assert from "node:assert/strict";
import { createHome, runProgram, startProgram, until, urlOf } from "../support/program.ts";
import { BOT_TOKEN, startTelegramServer } from "../support/telegram_server.ts";

/** Half of what the right to send of a sender that is gone counts: who waited for it is seen, also where all is slow. */
const LONGEST_WAIT_MS = 30_000;

Deno.test("faults 18 and 35: after a kill -9 the next start sends at once, finds what was under way, and a command beside it is second", async () => {
  await using home = await createHome();
  await using telegram = startTelegramServer();
  const env = {
    SIGNAL_V2_PORT: "0",
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_USERS: "777",
    SIGNAL_V2_QUIET: "off",
  };
  const { dir } = home;
  telegram.write("777");
  {
    await using service = startProgram(["start"], { dir, env });
    await urlOf(service);
    // One is taken before it is killed, so that ids are known.
    assert.equal((await runProgram(["notify", "test"], { dir, env })).code, 0);
    // Taken, and its answer never read.
    telegram.fail("hold_after");
    await using command = startProgram(["notify", "test"], { dir, env });
    await until(() => telegram.texts.length === 2, "the message whose answer is held");
    service.kill("SIGKILL");
    await service.ended;
    command.kill("SIGKILL");
    await command.ended;
  }
  await using service = startProgram(["start"], { dir, env });
  await urlOf(service);
  const sinceMs = performance.now();
  const { code, out } = await runProgram(["notify", "test", "--json"], { dir, env });
  assert.ok(performance.now() - sinceMs < LONGEST_WAIT_MS, "it waited for the right of one that is gone");
  assert.equal(code, 0, out.join("\n"));
  const outbox = await runProgram(["notify", "outbox", "--json"], { dir, env });
  const rows: readonly { state: string; message_id: number }[] = JSON.parse(outbox.out.join("\n"));
  assert.deepEqual(rows.map(({ state }) => state), ["delivered", "delivered", "delivered"]);
  assert.equal(telegram.texts.length, 3, "what was under way was found and did not go again");
  service.kill("SIGTERM");
  assert.equal((await service.ended).code, 0);
});
