/** One client that got through the handshake. */
export interface StreamConnection {
  /** Of the handshake, lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Every message but PING, in order, parsed: subscriptions as Upbit takes them. */
  readonly requests: readonly (readonly Readonly<Record<string, unknown>>[])[];
  /** How many PINGs came. */
  readonly pings: number;
  readonly isOpen: boolean;
}

/** What becomes of the next connections. */
export type Door =
  /** Handshake and service. */
  | "serve"
  /** Accepted by the network, and then nothing: the handshake is never answered. */
  | "hold"
  /** Cut before the handshake. */
  | "slam"
  /** Handshake, then a close frame at once. */
  | "bounce";

/** A WebSocket server on loopback that talks as Upbit does, and fails as told. */
export interface UpbitStreamServer extends AsyncDisposable {
  /** `ws://127.0.0.1:…/websocket/v1` */
  readonly url: string;
  /** Clients in the order of their handshakes, also those that are gone. */
  readonly connections: readonly StreamConnection[];
  /** Requests of all connections, in order of arrival. */
  readonly requests: readonly (readonly Readonly<Record<string, unknown>>[])[];
  /** How often anybody connected, also when the handshake was not answered. */
  readonly connectCount: number;
  setDoor(door: Door): void;
  /** To every open client: an object as JSON, a text as it is, bytes as a binary message. */
  send(frame: object | string | Uint8Array<ArrayBuffer>): void;
  /** Ends every connection without a word, as a pulled cable or a crash. */
  cut(): void;
  /** Ends every connection with a close frame, 1000 unless told. */
  closeNicely(code?: number): void;
  /** While silent, nothing is sent and PING is not answered; the connections stay. */
  silence(isSilent?: boolean): void;
  /** From now on no byte passes either way, not even the answer to a close frame, until `cut`. */
  freeze(): void;
}

interface Client {
  readonly socket: WebSocket;
  readonly headers: ReadonlyMap<string, string>;
  readonly requests: (readonly Readonly<Record<string, unknown>>[])[];
  pings: number;
  readonly isOpen: boolean;
}

/** Both ends of the wire between a client and the server proper, so that it can be cut. */
interface Wire {
  readonly ends: readonly Deno.Conn[];
  isFrozen: boolean;
  readonly done: Promise<void>;
}

export function startUpbitStreamServer(): UpbitStreamServer {
  const clients: Client[] = [];
  const requests: (readonly Readonly<Record<string, unknown>>[])[] = [];
  let door: Door = "serve";
  let isSilent = false;

  const inner = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    // Copied now: after the upgrade the request is gone.
    const headers = new Map(request.headers);
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    const client = createClient(socket, headers);
    const isBounced = door === "bounce";
    socket.onopen = () => {
      clients.push(client);
      if (isBounced) socket.close(1000);
    };
    socket.onmessage = ({ data }) => {
      if (data !== "PING") {
        const message = JSON.parse(data);
        client.requests.push(message);
        requests.push(message);
        return;
      }
      client.pings += 1;
      if (!isSilent && client.isOpen) socket.send('{"status":"UP"}');
    };
    // A cut wire is what many tests are for.
    socket.onerror = () => {};
    return response;
  });

  const wires = startWires({ port: inner.addr.port, door: () => door });
  return {
    url: `ws://127.0.0.1:${wires.port}/websocket/v1`,
    connections: clients,
    requests,
    get connectCount() {
      return wires.connectCount();
    },
    setDoor: (next) => door = next,
    send(frame) {
      if (isSilent) return;
      const message = typeof frame === "string" || frame instanceof Uint8Array
        ? frame
        : JSON.stringify(frame);
      for (const { socket, isOpen } of clients) if (isOpen) socket.send(message);
    },
    cut: wires.cut,
    closeNicely(code = 1000) {
      for (const { socket, isOpen } of clients) if (isOpen) socket.close(code);
    },
    silence: (is = true) => isSilent = is,
    freeze: wires.freeze,
    async [Symbol.asyncDispose]() {
      await wires.close();
      await inner.shutdown();
    },
  };
}

function createClient(socket: WebSocket, headers: ReadonlyMap<string, string>): Client {
  return {
    socket,
    headers,
    requests: [],
    pings: 0,
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
  };
}

/** Accepts connections and passes their bytes on to `port`, unless the door says otherwise. */
export function startWires(options: { port: number; door: () => Door }) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Wire>();
  let connectCount = 0;
  const cut = () => {
    for (const wire of open) for (const end of wire.ends) closeQuietly(end);
  };
  const freeze = () => {
    for (const wire of open) wire.isFrozen = true;
  };
  const accepting = (async () => {
    for await (const near of listener) {
      connectCount += 1;
      if (options.door() === "slam") {
        near.close();
        continue;
      }
      const wire = await lay(near, options.door() === "hold" ? undefined : options.port);
      open.add(wire);
      wire.done.then(() => open.delete(wire));
    }
  })();
  return {
    port: listener.addr.port,
    connectCount: () => connectCount,
    cut,
    freeze,
    async close() {
      listener.close();
      await accepting;
      cut();
      await Promise.all([...open].map(({ done }) => done));
    },
  };
}

/** Without a port to pass on to, what comes is read and dropped. */
async function lay(near: Deno.Conn, port: number | undefined): Promise<Wire> {
  if (port === undefined) {
    const done = near.readable.pipeTo(new WritableStream()).catch(() => closeQuietly(near));
    return { ends: [near], isFrozen: true, done };
  }
  const far = await Deno.connect({ hostname: "127.0.0.1", port });
  const pass = async (from: Deno.Conn, to: Deno.Conn): Promise<void> => {
    const gate = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        if (!wire.isFrozen) controller.enqueue(chunk);
      },
    });
    // One side that ends is the end of both: pipes close what they write to.
    await from.readable.pipeThrough(gate).pipeTo(to.writable).catch(() => closeQuietly(to));
  };
  const wire: Wire = { ends: [near, far], isFrozen: false, done: Promise.resolve() };
  return Object.assign(wire, { done: Promise.all([pass(near, far), pass(far, near)]).then(() => {}) });
}

function closeQuietly(end: Deno.Conn): void {
  try {
    end.close();
  } catch (error) {
    // The pipe may have closed it already.
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
