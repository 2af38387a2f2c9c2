import type { Clock } from "../../core/clock.ts";
import { MINUTE_MS, readTimeOfDay } from "../../core/kst.ts";
import { kstTimeOfDayMs } from "../stock_api/session.ts";
import { answerUpbit, toMarket } from "./routes.ts";
import { candleOf, SIMULATED_COINS, type SimulatedCoin, type SimulatedTrade, tradesOf } from "./trades.ts";

/** When the simulated exchange is out every day, KST: no answer, no stream. Its trades go on and can be fetched later. */
export const EXCHANGE_OUTAGES: readonly { readonly from: string; readonly to: string }[] = [
  { from: "09:25", to: "09:28" },
  { from: "13:40", to: "13:43" },
];

export interface SimulatedUpbit extends AsyncDisposable {
  readonly restUrl: string;
  readonly streamUrl: string;
}

export interface SimulatedUpbitOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** Before this there are no trades, as if the coins had been listed then. */
  readonly listedAtMs: number;
  /** `EXCHANGE_OUTAGES` unless told. */
  readonly outages?: readonly { readonly from: string; readonly to: string }[];
  readonly onOutage?: (isOut: boolean) => void;
}

/** A crypto exchange that exists only on this machine, as far as this program asks Upbit: candles, ticks, a stream. */
export function startSimulatedUpbit(options: SimulatedUpbitOptions): SimulatedUpbit {
  const { clock, seed, listedAtMs, outages = EXCHANGE_OUTAGES } = options;
  const ending = new AbortController();
  const clients = new Map<WebSocket, readonly string[]>();
  let wasOut = false;
  const isOut = () => {
    const timeMs = kstTimeOfDayMs(clock.now());
    const now = outages.some(({ from, to }) => toMs(from) <= timeMs && timeMs < toMs(to));
    if (now !== wasOut) options.onOutage?.(now);
    return wasOut = now;
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    if (isOut()) return Response.json({ error: { name: "service_unavailable" } }, { status: 503 });
    if (request.headers.get("upgrade") === "websocket") return admit(request, clients);
    const nowMs = clock.now();
    const response = answerUpbit(request, { nowMs, seed, listedAtMs });
    // Else the server would tell the time of this machine.
    response.headers.set("date", new Date(nowMs).toUTCString());
    return response;
  });
  const sayAll = (coin: SimulatedCoin, trade: SimulatedTrade) => {
    const market = toMarket(coin.symbol);
    for (const [socket, markets] of clients) {
      if (!markets.includes(market) || socket.readyState !== WebSocket.OPEN) continue;
      for (const frame of toFrames(coin, { trade, seed })) socket.send(JSON.stringify(frame));
    }
  };
  const running = trade({ clock, seed, signal: ending.signal, isOut, clients, sayAll });
  const host = `127.0.0.1:${server.addr.port}`;
  return {
    restUrl: `http://${host}`,
    streamUrl: `ws://${host}/websocket/v1`,
    async [Symbol.asyncDispose]() {
      ending.abort();
      for (const socket of clients.keys()) socket.close();
      await running;
      await server.shutdown();
    },
  };
}

/** Says every trade when it happens. */
async function trade(parts: {
  clock: Clock;
  seed: number;
  signal: AbortSignal;
  isOut: () => boolean;
  clients: Map<WebSocket, readonly string[]>;
  sayAll: (coin: SimulatedCoin, trade: SimulatedTrade) => void;
}): Promise<void> {
  const { clock, seed, signal, isOut, clients, sayAll } = parts;
  const minuteOf = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const startMs = clock.now();
  let openTimeMs = minuteOf(startMs);
  while (!signal.aborted) {
    const due = SIMULATED_COINS.flatMap((coin) =>
      tradesOf(coin, { seed, openTimeMs }).filter(({ atMs }) => atMs > startMs).map((made) => ({
        coin,
        made,
      }))
    ).toSorted((a, b) => a.made.atMs - b.made.atMs);
    for (const { coin, made } of due) {
      if (!await waitUntil(made.atMs, { clock, signal })) return;
      if (isOut()) { for (const socket of clients.keys()) socket.close(); }
      else sayAll(coin, made);
    }
    if (!await waitUntil(openTimeMs + MINUTE_MS, { clock, signal })) return;
    // After a suspend, what was missed is not told: it is to be fetched, as with a real exchange.
    openTimeMs = Math.max(openTimeMs + MINUTE_MS, minuteOf(clock.now()));
  }
}

/** @returns false when it was ended. */
async function waitUntil(
  atMs: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<boolean> {
  try {
    for (let restMs = atMs - clock.now(); restMs > 0; restMs = atMs - clock.now()) {
      await clock.sleep(restMs, signal);
    }
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

function admit(request: Request, clients: Map<WebSocket, readonly string[]>): Response {
  const { socket, response } = Deno.upgradeWebSocket(request);
  socket.onmessage = ({ data }) => {
    if (data === "PING") return socket.send('{"status":"UP"}');
    clients.set(socket, readMarkets(String(data)));
    socket.send('{"status":"UP"}');
  };
  socket.onclose = () => clients.delete(socket);
  // The close that follows does what there is to do.
  socket.onerror = () => {};
  return response;
}

/** Every market of every part; anything else counts as none. */
function readMarkets(text: string): readonly string[] {
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts)) return [];
    return [...new Set(parts.flatMap((part) => Array.isArray(part?.codes) ? part.codes.map(String) : []))];
  } catch {
    return [];
  }
}

function toFrames(coin: SimulatedCoin, { trade: made, seed }: { trade: SimulatedTrade; seed: number }) {
  const code = toMarket(coin.symbol);
  const openTimeMs = Math.floor(made.atMs / MINUTE_MS) * MINUTE_MS;
  const candle = candleOf(coin, { seed, openTimeMs, nowMs: made.atMs });
  const base = { code, timestamp: made.atMs, stream_type: "REALTIME" };
  return [
    {
      ...base,
      type: "ticker",
      trade_price: made.price,
      trade_volume: made.volume,
      trade_timestamp: made.atMs,
      market_state: "ACTIVE",
    },
    {
      ...base,
      type: "candle.1m",
      candle_date_time_utc: new Date(openTimeMs).toISOString().slice(0, 19),
      opening_price: candle?.open,
      high_price: candle?.high,
      low_price: candle?.low,
      trade_price: candle?.close,
      candle_acc_trade_volume: candle?.volume,
      candle_acc_trade_price: (candle?.volume ?? 0) * made.price,
    },
  ];
}

/** @throws {RangeError} for anything but `HH:MM`. */
function toMs(timeOfDay: string): number {
  const minutes = readTimeOfDay(timeOfDay);
  if (minutes === undefined) throw new RangeError(`Cannot read an outage: ${timeOfDay} is not HH:MM`);
  return minutes * MINUTE_MS;
}
