/** Every door of the runtime, and what a strategy is told that tries a closed one. */

/** What the language has, and a few tools that neither remember nor know anything. */
export const OPEN_DOORS: ReadonlySet<string> = new Set([
  ...["globalThis", "undefined", "NaN", "Infinity"],
  ...[
    "Object",
    "Boolean",
    "Symbol",
    "Number",
    "BigInt",
    "Math",
    "String",
    "RegExp",
    "JSON",
    "Reflect",
    "Proxy",
  ],
  ...["isFinite", "isNaN", "parseFloat", "parseInt"],
  ...["decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape"],
  ...[
    "Error",
    "AggregateError",
    "EvalError",
    "RangeError",
    "ReferenceError",
    "SuppressedError",
    "SyntaxError",
  ],
  ...["TypeError", "URIError"],
  ...["Array", "Map", "Set", "WeakMap", "WeakSet", "Iterator", "Promise"],
  ...["ArrayBuffer", "DataView", "BigInt64Array", "BigUint64Array", "Float16Array", "Float32Array"],
  ...["Float64Array", "Int8Array", "Int16Array", "Int32Array", "Uint8Array", "Uint8ClampedArray"],
  ...["Uint16Array", "Uint32Array"],
  ...["DisposableStack", "AsyncDisposableStack"],
  // Rebuilt: their time is the candle's, and `console` writes to the notes of the process.
  ...["Date", "Temporal", "Intl", "console"],
  // Made to refuse, but kept for `instanceof`.
  "Function",
  // Does nothing.
  "dispatchEvent",
  ...["TextDecoder", "TextEncoder", "atob", "btoa", "structuredClone"],
]);

/** Looked for by libraries, which take its absence for an answer. */
export const ABSENT_DOORS: ReadonlySet<string> = new Set([
  "navigator",
  "__zod_globalConfig",
  "__zod_globalRegistry",
]);

interface ClosedDoors {
  readonly names: readonly string[];
  /** What to do instead; ends the sentence. */
  readonly instead: string;
}

const CLOSED: readonly ClosedDoors[] = [
  {
    instead: "it keeps nothing from run to run; what a restart must not lose is returned by save()",
    names: ["Cache", "CacheStorage", "Storage", "caches", "indexedDB", "localStorage", "sessionStorage"],
  },
  {
    instead: "it works alone, in one thread, on what its candles tell",
    names: [
      ...[
        "Atomics",
        "BroadcastChannel",
        "MessageChannel",
        "MessageEvent",
        "MessagePort",
        "SharedArrayBuffer",
      ],
      ...["SharedWorker", "WebAssembly", "Worker"],
    ],
  },
  {
    instead: "it has no network; what it may know comes with its candles, or as a column of a data file",
    names: [
      ...["EventSource", "FormData", "Headers", "Request", "Response", "WebSocket", "WebSocketError"],
      ...[
        "WebSocketStream",
        "WebTransport",
        "WebTransportBidirectionalStream",
        "WebTransportDatagramDuplexStream",
      ],
      ...[
        "WebTransportError",
        "WebTransportReceiveStream",
        "WebTransportSendGroup",
        "WebTransportSendStream",
      ],
      ...["XMLHttpRequest", "fetch"],
    ],
  },
  {
    instead: "it is called at each candle and answers at once; count candles instead of waiting",
    names: [
      ...["cancelAnimationFrame", "clearImmediate", "clearInterval", "clearTimeout", "queueMicrotask"],
      ...["requestAnimationFrame", "requestIdleCallback", "cancelIdleCallback", "scheduler", "Scheduler"],
      ...["setImmediate", "setInterval", "setTimeout"],
    ],
  },
  {
    instead: "use Math.random(), which gives the same numbers at the same candle in every run",
    names: ["Crypto", "CryptoKey", "SubtleCrypto", "crypto"],
  },
  {
    instead: "use candle.openTimeMs, or Date.now(), which is the end of the candle",
    names: [
      ...["Performance", "PerformanceEntry", "PerformanceMark", "PerformanceMeasure", "PerformanceObserver"],
      ...["PerformanceObserverEntryList", "performance"],
    ],
  },
  {
    instead: "what it sees would depend on when memory is cleared; use a Map",
    names: ["FinalizationRegistry", "WeakRef"],
  },
  {
    instead: "its code is its one file, and no text is run as code",
    names: [
      "AsyncFunction",
      "AsyncGeneratorFunction",
      "Function",
      "GeneratorFunction",
      "ShadowRealm",
      "eval",
    ],
  },
  {
    instead: "it knows nothing of the machine that it runs on",
    names: [
      ...["Buffer", "Deno", "Location", "Navigator", "Window", "WorkerGlobalScope", "WorkerLocation"],
      ...["WorkerNavigator", "global", "location", "process", "require", "self", "window"],
    ],
  },
  {
    instead: "nobody sits in front of it",
    names: ["alert", "close", "closed", "confirm", "name", "prompt", "print"],
  },
];

const UNKNOWN = "it is given candles and its own fills, and works on them with the language alone";

const INSTEAD: ReadonlyMap<string, string> = new Map(
  CLOSED.flatMap(({ names, instead }) => names.map((name) => [name, instead] as const)),
);

/** Closed with a sentence of their own. */
export const NAMED_DOORS: readonly string[] = [...INSTEAD.keys()];

/** `A strategy cannot use fetch: it has no network; …` */
export function toClosedText(name: string): string {
  return `A strategy cannot use ${name}: ${INSTEAD.get(name) ?? UNKNOWN}`;
}
