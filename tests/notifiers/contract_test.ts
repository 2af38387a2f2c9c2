/** Every channel of the list against a receiver that takes, loses, refuses and is silent: it must say how far it got. */
import assert from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import { CHANNEL_IDS } from "../../src/config/settings/notify.ts";
import type { Channel, ChannelSettings, Outgoing, SendOutcome } from "../../src/notifiers/channel.ts";
import { CHANNELS } from "../../src/notifiers/mod.ts";
import { BOT_TOKEN, startTelegramServer } from "../support/telegram_server.ts";
import { OFFICE_SECRET, startWebhookReceiver } from "../support/webhook_receiver.ts";
import { at, buy, CHAT } from "./notify_parts.ts";

const clock = createSystemClock();
const NOTHING: ChannelSettings = { telegram: undefined, office: undefined };
const timeoutMs = 2_000;

type Way = "open" | "lost after" | "lost before" | "silence" | "refused" | "locked";

interface Bench extends AsyncDisposable {
  readonly settings: ChannelSettings;
  set(way: Way): void;
  /** How many messages it has. */
  taken(): number;
}

/** A receiver for each channel; a channel without one fails the first test here. */
const BENCHES: Readonly<Record<string, () => Bench>> = {
  telegram: () => {
    const server = startTelegramServer();
    return {
      settings: { ...NOTHING, telegram: { url: server.url, token: BOT_TOKEN, timeoutMs, chats: [CHAT] } },
      taken: () => server.texts.length,
      set(way) {
        if (way === "lost after") server.fail("drop_after");
        if (way === "lost before") server.fail("drop");
        if (way === "silence") server.fail({ silenceS: 7 });
        if (way === "refused") server.fail({ code: 400, description: "Bad Request: no" });
        server.revokeToken(way === "locked");
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
  webhook: () => {
    const server = startWebhookReceiver();
    return {
      settings: { ...NOTHING, office: { url: server.url, secret: OFFICE_SECRET, timeoutMs } },
      taken: () => server.taken.size,
      set(way) {
        if (way === "lost after") server.fail("drop_after");
        if (way === "lost before") server.fail("drop");
        if (way === "silence") server.fail({ silenceS: 7 });
        if (way === "refused") server.fail(422);
        if (way === "locked") server.fail(401);
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

Deno.test("every channel has a receiver here, a name for settings, and is off without its settings", () => {
  assert.deepEqual(CHANNELS.map(({ id }) => id), Object.keys(BENCHES));
  assert.deepEqual(CHANNELS.map(({ id }) => id), [...CHANNEL_IDS]);
  assert.deepEqual(CHANNELS.map((plug) => plug.create(NOTHING, { clock })), CHANNELS.map(() => undefined));
});

/** An address at which nobody listens. */
function nobody(): string {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return `http://127.0.0.1:${listener.addr.port}`;
}

function toOutgoing(channel: Channel, key: string): Outgoing {
  const request = { lang: "ko", hidesAmounts: false, insteadOf: undefined, nowMs: at("09:20:08") } as const;
  const [part] = channel.render({ ...request, key, facts: buy() });
  const [chat] = channel.chats;
  assert.ok(part !== undefined && chat !== undefined);
  return { ...part, key, chat, isMarked: false, form: "rich", buttons: [], isRinging: true };
}

for (const plug of CHANNELS) {
  const test = (sentence: string, work: (channel: Channel, bench: Bench) => Promise<void>) =>
    Deno.test(`${plug.id} ${sentence}`, async () => {
      const bench = BENCHES[plug.id]?.();
      assert.ok(bench !== undefined);
      await using _ = bench;
      using channel = plug.create(bench.settings, { clock });
      assert.ok(channel !== undefined);
      await work(channel, bench);
    });
  const send = (channel: Channel, key = "a"): Promise<SendOutcome> =>
    channel.send(toOutgoing(channel, key), new AbortController().signal);

  test("carries its own id and title, and a chat for each message", (channel) => {
    assert.deepEqual([channel.id, channel.title], [plug.id, plug.title]);
    assert.ok(channel.chats.length > 0 && channel.pace.burst >= 1 && channel.timeoutMs === timeoutMs);
    return Promise.resolve();
  });

  test("says delivered when it was taken, and then it was taken once", async (channel, bench) => {
    assert.equal((await send(channel)).kind, "delivered");
    assert.equal(bench.taken(), 1);
  });

  test(
    "says unknown, and nothing more, when the answer was lost: before or after it was taken",
    async (channel, bench) => {
      bench.set("lost after");
      assert.equal((await send(channel, "a")).kind, "unknown");
      bench.set("lost before");
      assert.equal((await send(channel, "b")).kind, "unknown");
      assert.equal(bench.taken(), 1);
    },
  );

  test("passes on how long silence is asked for", async (channel, bench) => {
    bench.set("silence");
    const outcome = await send(channel);
    assert.ok(outcome.kind === "limited" && outcome.waitMs === 7_000, JSON.stringify(outcome));
    assert.equal(bench.taken(), 0);
  });

  test(
    "says refused for what will never be taken, and locked out when its key is not valid",
    async (channel, bench) => {
      bench.set("refused");
      const refused = await send(channel);
      assert.ok(refused.kind === "refused" && refused.isOurFault, JSON.stringify(refused));
      bench.set("locked");
      assert.equal((await send(channel)).kind, "locked_out");
      assert.equal(bench.taken(), 0);
    },
  );

  test("says not sent when nobody is there", async (_, bench) => {
    const { telegram, office } = bench.settings;
    using again = plug.create({
      telegram: telegram && { ...telegram, url: nobody() },
      office: office && { ...office, url: nobody() },
    }, { clock });
    assert.ok(again !== undefined);
    const outcome = await send(again);
    assert.equal(outcome.kind, "not_sent");
    assert.doesNotMatch(
      JSON.stringify(outcome),
      new RegExp(`${BOT_TOKEN}|${OFFICE_SECRET.slice(6)}|127\\.0`),
    );
  });

  test(
    "knows a message again: by a look without a sound, or because its receiver does",
    async (channel, bench) => {
      const message = toOutgoing(channel, "a");
      const { signal } = new AbortController();
      const first = await channel.send(message, signal);
      if (channel.repeat === "harmless") {
        assert.equal((await channel.send(message, signal)).kind, "delivered");
      } else {
        assert.ok(first.kind === "delivered" && first.messageId !== undefined && channel.probe !== undefined);
        assert.deepEqual(await channel.probe(message, first.messageId, signal), { kind: "there" });
        assert.deepEqual(await channel.probe(message, first.messageId + 1, signal), { kind: "absent" });
      }
      assert.equal(bench.taken(), 1);
    },
  );
}
