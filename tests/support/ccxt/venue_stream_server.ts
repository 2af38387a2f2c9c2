import { startWires } from "../upbit_stream_server.ts";

/** Answers to one message of a client, in order. */
export type Reply = (message: string) => readonly (string | object)[];

/** A WebSocket server on loopback that speaks as the exchange of its replies, and fails as told. */
export interface VenueStreamServer extends AsyncDisposable {
  /** `ws://127.0.0.1:…/stream` */
  readonly url: string;
  readonly host: string;
  /** Path of each handshake. */
  readonly paths: readonly string[];
  /** Messages of all clients, each with the path of its connection. */
  readonly asked: readonly { readonly path: string; readonly text: string }[];
  readonly openCount: number;
  reply: Reply;
  /** To every open client, or to those of one path. */
  send(frame: string | object | Uint8Array<ArrayBuffer>, path?: string): void;
  /** Ends every connection without a word. */
  cut(): void;
  /** From now on no byte passes either way, until `cut`. */
  freeze(): void;
}

export function startVenueStreamServer(reply: Reply): VenueStreamServer {
  const clients: { readonly path: string; readonly socket: WebSocket }[] = [];
  const paths: string[] = [];
  const asked: { readonly path: string; readonly text: string }[] = [];
  const inner = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const path = new URL(request.url).pathname;
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    socket.onopen = () => {
      clients.push({ path, socket });
      paths.push(path);
    };
    socket.onmessage = ({ data }) => {
      asked.push({ path, text: String(data) });
      for (const answer of self.reply(String(data))) socket.send(toText(answer));
    };
    // A cut wire is what many tests are for.
    socket.onerror = () => {};
    return response;
  });
  const wires = startWires({ port: inner.addr.port, door: () => "serve" });
  const host = `127.0.0.1:${wires.port}`;
  const open = () => clients.filter(({ socket }) => socket.readyState === WebSocket.OPEN);
  const self: VenueStreamServer = {
    url: `ws://${host}/stream`,
    host,
    paths,
    asked,
    get openCount() {
      return open().length;
    },
    reply,
    send(frame, path) {
      for (const client of open()) {
        if (path !== undefined && client.path !== path) continue;
        client.socket.send(frame instanceof Uint8Array ? frame : toText(frame));
      }
    },
    cut: wires.cut,
    freeze: wires.freeze,
    async [Symbol.asyncDispose]() {
      await wires.close();
      await inner.shutdown();
    },
  };
  return self;
}

const toText = (frame: string | object) => typeof frame === "string" ? frame : JSON.stringify(frame);
