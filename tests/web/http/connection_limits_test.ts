import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  CALM_MS,
  ConnectionLimits,
  GROW_EVERY_MS,
  type Held,
  MOST_BY_ALL,
  MOST_BY_ONE,
} from "../../../src/web/http/connection_limits.ts";

/** Connections by name, in the order in which they were closed. */
function createRoom(proxies: readonly string[] = []) {
  const limits = new ConnectionLimits((address) => proxies.includes(address));
  const held = new Map<string, Held>();
  const closed: string[] = [];
  const add = (name: string, remoteAddress: string, facts: Partial<Held> = {}) => {
    const close = () => {
      held.delete(name);
      closed.push(name);
    };
    held.set(name, {
      remoteAddress,
      waitsSinceMs: held.size,
      givesWay: false,
      isStream: false,
      ...facts,
      close,
    });
  };
  const take = (name: string, address: string, facts: Partial<Held> = {}) => {
    const hasRoom = limits.makeRoom(address, held.values());
    if (hasRoom) add(name, address, facts);
    return hasRoom;
  };
  return { limits, held, closed, add, take };
}

const ATTACKERS = ["10.0.0.1", "10.0.0.2"];

Deno.test("when all places are taken, the address with the most gives one to whoever has few", () => {
  const { take, closed } = createRoom();
  take("page", "192.168.0.5", { waitsSinceMs: -1_000 });
  for (let i = 0; i < MOST_BY_ONE; i++) for (const address of ATTACKERS) take(`${address} ${i}`, address);
  closed.length = 0;
  strictEqual(take("owner", "192.168.0.5"), true);
  strictEqual(closed.length, 1);
  strictEqual(closed[0]?.startsWith("10.0.0."), true, "the page waits longer, but its address has few");
});

Deno.test("a connection whose answer is held back goes before those that wait for their callers", () => {
  const { take, closed } = createRoom();
  for (let i = 0; i < MOST_BY_ONE - 1; i++) take(`idle ${i}`, "10.0.0.1");
  take("guess", "10.0.0.1", { waitsSinceMs: undefined, givesWay: true });
  strictEqual(take("owner", "10.0.0.1"), true);
  deepStrictEqual(closed, ["guess"]);
});

Deno.test("behind a proxy that holds all places, held back answers make room, too", () => {
  const { take, closed } = createRoom(["10.0.0.9"]);
  for (let i = 0; i < MOST_BY_ALL - 8; i++) take(`busy ${i}`, "10.0.0.9", { waitsSinceMs: undefined });
  for (let i = 0; i < 8; i++) take(`guess ${i}`, "10.0.0.9", { waitsSinceMs: undefined, givesWay: true });
  for (let i = 0; i < 8; i++) {
    strictEqual(take(`probe ${i}`, "10.0.0.9", { waitsSinceMs: undefined }), true);
  }
  strictEqual(take("late", "10.0.0.9"), false, "all others are being answered");
  deepStrictEqual(closed, Array.from({ length: 8 }, (_, i) => `guess ${i}`));
});

Deno.test("event streams take no place of short requests, however few places there are", () => {
  const { limits, add, take, held, closed } = createRoom();
  for (let i = 0; i < 20; i++) add(`stream ${i}`, "127.0.0.1", { waitsSinceMs: undefined, isStream: true });
  limits.giveBack(held.values(), 0);
  for (let i = 0; i < 16; i++) strictEqual(take(`short ${i}`, "127.0.0.1", { waitsSinceMs: i }), true);
  strictEqual(take("one more", "127.0.0.1"), true);
  deepStrictEqual(closed, ["short 0"]);
});

Deno.test("places that were given back come back after a calm minute, eight each ten seconds", () => {
  const { limits, take, held } = createRoom();
  for (let i = 0; i < 40; i++) take(`idle ${i}`, "10.0.0.1");
  limits.giveBack(held.values(), 1_000);
  deepStrictEqual([limits.mostByAll, held.size], [24, 24]);
  limits.grow(1_000 + CALM_MS - 1);
  strictEqual(limits.mostByAll, 24);
  let nowMs = 1_000 + CALM_MS;
  for (const most of [32, 40, 48]) {
    limits.grow(nowMs);
    limits.grow(nowMs + GROW_EVERY_MS - 1);
    strictEqual(limits.mostByAll, most);
    nowMs += GROW_EVERY_MS;
  }
  for (let i = 0; i < 100; i++) limits.grow(nowMs += GROW_EVERY_MS);
  strictEqual(limits.mostByAll, MOST_BY_ALL);
});

Deno.test("trouble while places come back begins the calm minute anew", () => {
  const { limits, held } = createRoom();
  limits.giveBack(held.values(), 0);
  limits.grow(CALM_MS);
  strictEqual(limits.mostByAll, 24);
  limits.giveBack(held.values(), CALM_MS + 1);
  limits.grow(CALM_MS + GROW_EVERY_MS);
  strictEqual(limits.mostByAll, 16);
});
