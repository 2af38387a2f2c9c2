/**
 * Takes from this process what a strategy must not have, for good: ways around its candles to the machine, to other runs,
 * to the time of day and to real chance. Only for a process that has nothing else to do.
 *
 * Code of ours that runs afterwards keeps what it took before: a clock its timers, a pipe its streams.
 */
import { z } from "zod";
import type { CandleTime } from "./candle_time.ts";
import { ABSENT_DOORS, NAMED_DOORS, OPEN_DOORS, toClosedText } from "./doors.ts";
import { harden } from "./harden.ts";
import { createClosedDoor, createClosedMaker, refuse } from "./refusal.ts";

const NOTES = [
  "log",
  "info",
  "debug",
  "warn",
  "error",
  "dir",
  "table",
  "group",
  "groupEnd",
  "assert",
  "count",
  "trace",
];
/** What the last match was, kept where everybody sees it. */
const MATCH_MEMORY = /^(\$[\d&+_`']|input|lastMatch|lastParen|leftContext|rightContext)$/;

/**
 * @param options.kit what the strategy is given; frozen, but for the library of schemas, which keeps notes of its own.
 * @throws {RangeError} when something cannot be taken away; then nothing of the user's may run.
 */
export function closeRealm(time: CandleTime, { kit }: { readonly kit: object }): void {
  // Schemas of a strategy's own would be compiled to functions from texts.
  z.config({ jitless: true });
  const closed = new Set<unknown>();
  closeMakers(closed);
  keepTime(time);
  Math.random = () => time.random();
  define(globalThis, "console", createNotes());
  for (const name of Reflect.ownKeys(RegExp)) {
    if (typeof name === "string" && MATCH_MEMORY.test(name)) remove(RegExp, name);
  }
  // Also what this runtime lacks, and another has: it is refused in the same words.
  for (const name of new Set([...Reflect.ownKeys(globalThis), ...NAMED_DOORS])) closeDoor(name, closed);
  keepEndInOrder();
  closeKindOf(globalThis);
  closed.add(Reflect.get(kit, "z"));
  harden([...openValues(), kit], { leave: closed });
  Object.freeze(globalThis);
}

/** What the runtime calls and notes on the global object when the process ends, and for an error that nobody caught. */
function keepEndInOrder(): void {
  define(globalThis, "dispatchEvent", () => true);
  const [get, set] = [Object.freeze(() => false), Object.freeze(() => {})];
  Object.defineProperty(globalThis, Symbol.for("Deno.isUnloadDispatched"), { get, set });
}

function closeDoor(name: string | symbol, closed: Set<unknown>): void {
  if (typeof name === "string" && OPEN_DOORS.has(name)) return;
  // By its symbols the runtime knows its own object when the process ends; what lies there is frozen with the rest.
  if (typeof name === "symbol") return;
  if (ABSENT_DOORS.has(name)) return remove(globalThis, name);
  const door = createClosedDoor(name);
  closed.add(door);
  define(globalThis, name, door);
}

/** `Function` and its three kin, which are reached from any function. */
function closeMakers(closed: Set<unknown>): void {
  for (const sample of [() => {}, async function () {}, function* () {}, async function* () {}]) {
    const prototype: object = Object.getPrototypeOf(sample);
    const maker: unknown = Reflect.get(prototype, "constructor");
    if (typeof maker !== "function") throw new RangeError("Cannot close the makers of functions");
    const closedMaker = createClosedMaker(maker, maker.name);
    closed.add(closedMaker);
    define(prototype, "constructor", closedMaker);
    if (maker.name === "Function") define(globalThis, "Function", closedMaker);
  }
}

function keepTime(time: CandleTime): void {
  const { Date: RealDate } = globalThis;
  const CandleDate = function (...args: readonly unknown[]): unknown {
    const target: unknown = new.target;
    if (typeof target !== "function") return new RealDate(time.now()).toString();
    return Reflect.construct(RealDate, args.length === 0 ? [time.now()] : args, target);
  };
  const { parse, UTC, prototype } = RealDate;
  for (
    const [name, value] of Object.entries({
      prototype,
      parse,
      UTC,
      name: "Date",
      length: 7,
      now: () => time.now(),
    })
  ) {
    define(CandleDate, name, value);
  }
  define(prototype, "constructor", CandleDate);
  define(globalThis, "Date", CandleDate);
  keepTimeOfTemporal(time);
  keepTimeOfFormats(time);
}

type Zone = Parameters<Temporal.Instant["toZonedDateTimeISO"]>[0];

function keepTimeOfTemporal(time: CandleTime): void {
  const { Temporal } = globalThis;
  const zone = "Asia/Seoul";
  const instant = () => Temporal.Instant.fromEpochMilliseconds(time.now());
  const zoned = (given: Zone = zone) => instant().toZonedDateTimeISO(given);
  const asked = {
    instant,
    timeZoneId: () => zone,
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (given?: Zone) => zoned(given).toPlainDateTime(),
    plainDateISO: (given?: Zone) => zoned(given).toPlainDate(),
    plainTimeISO: (given?: Zone) => zoned(given).toPlainTime(),
  };
  const now: object = Reflect.get(Temporal, "Now");
  for (const name of Reflect.ownKeys(now)) {
    if (typeof name === "symbol") continue;
    define(now, name, Reflect.get(asked, name) ?? (() => refuse(`the ${name} of Temporal's Now`)));
  }
}

/** Without an argument they tell the time of day. */
function keepTimeOfFormats(time: CandleTime): void {
  const { prototype } = Intl.DateTimeFormat;
  const { get: readFormat } = Object.getOwnPropertyDescriptor(prototype, "format") ?? {};
  const { formatToParts } = prototype;
  if (readFormat === undefined) throw new RangeError("Cannot keep the time of Intl.DateTimeFormat");
  Object.defineProperty(prototype, "format", {
    get(this: Intl.DateTimeFormat) {
      const format: Intl.DateTimeFormat["format"] = readFormat.call(this);
      return (date?: Date | number) => format(date === undefined ? time.now() : date);
    },
    configurable: true,
  });
  define(prototype, "formatToParts", function (this: Intl.DateTimeFormat, date?: Date | number) {
    return formatToParts.call(this, date === undefined ? time.now() : date);
  });
}

/** Writes where it did, and has nothing else: no inspector, no timers. */
function createNotes(): object {
  const words: object = Reflect.get(globalThis, "console");
  return Object.fromEntries(NOTES.flatMap((name) => {
    const write: unknown = Reflect.get(words, name);
    return typeof write === "function"
      ? [[name, (...args: readonly unknown[]) => void write.apply(words, args)]]
      : [];
  }));
}

/** It has listeners, whose events know the time. The runtime, which needs the kind itself, has what it calls at hand. */
function closeKindOf(object: object): void {
  const kind: object | null = Object.getPrototypeOf(object);
  if (kind === null || kind === Object.prototype) return;
  closeKindOf(kind);
  for (const name of Object.getOwnPropertyNames(kind)) remove(kind, name);
}

function openValues(): readonly unknown[] {
  const names = [...OPEN_DOORS].filter((name) => name !== "globalThis");
  const values = [...names, ...Object.getOwnPropertySymbols(globalThis)].map((name) =>
    Reflect.get(globalThis, name)
  );
  return [...values, Object.getPrototypeOf(globalThis)];
}

function define(object: object, name: string, value: unknown): void {
  const isDone = Reflect.defineProperty(object, name, {
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  }) || Reflect.defineProperty(object, name, { value });
  if (!isDone) throw new RangeError(`Cannot take ${name} from a strategy`);
}

function remove(object: object, name: string | symbol): void {
  if (!Reflect.deleteProperty(object, name)) {
    throw new RangeError(`Cannot take ${String(name)} from a strategy: ${toClosedText(String(name))}`);
  }
}
