import assert from "node:assert/strict";
import { toMaintenancePort } from "../../src/app/maintenance/maintenance_port.ts";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { OWNER } from "../../src/core/actor.ts";
import { startTestBot } from "./bot_parts.ts";

Deno.test("/maintenance begins one at once with its reason, says what goes out, and /maintenance end ends it", async () => {
  let port: ReturnType<typeof toMaintenancePort> | undefined;
  await using test = await startTestBot({
    doorOf: ({ store, clock }) => {
      port = toMaintenancePort(store, clock);
      return createCommandDoor(COMMANDS, { clock, realClock: clock, maintenance: port });
    },
  });
  const said = async (text: string) => {
    await test.say(text);
    return test.telegram.texts.at(-1) ?? "";
  };
  assert.match(await said("/maintenance"), /^점검 중이 아닙니다/);
  assert.match(
    await said("/maintenance 2h 라우터 교체"),
    /^점검 중입니다 \(.* 까지, 라우터 교체\)\. .*손절 매도는 그대로 보냅니다\./,
  );
  assert.equal((await port?.current(OWNER))?.actor?.kind, "telegram");
  assert.match(await said("/maintenance 3d"), /^점검 시간을 읽지 못했습니다/);
  assert.match(await said("/maintenance 끝"), /^점검이 끝났습니다/);
  assert.equal(await port?.current(OWNER), undefined);
});
