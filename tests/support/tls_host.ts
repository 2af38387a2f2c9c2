/** A host whose certificate counts for some ten days of November 2026, signed by itself. */
const read = (name: string) => Deno.readTextFileSync(new URL(`../fixtures/${name}.pem`, import.meta.url));

export const TEN_DAYS = {
  fromMs: Date.parse("2026-11-19T00:00:00Z"),
  untilMs: Date.parse("2026-11-30T01:00:00Z"),
};

export interface TlsHost extends AsyncDisposable {
  readonly port: number;
  /** How often it was asked. */
  readonly asked: number;
  /** What was said to it over the connections. */
  readonly heard: readonly string[];
  /** When every connection so far is closed. */
  readonly closed: Promise<void>;
}

export function startTenDays(): TlsHost {
  const listener = Deno.listenTls({
    ...{ hostname: "127.0.0.1", port: 0 },
    ...{ cert: read("ten_days_cert"), key: read("ten_days_key") },
  });
  const heard: string[] = [];
  const connections: Promise<void>[] = [];
  const hear = async (connection: Deno.TlsConn) => {
    const bytes = new Uint8Array(1_024);
    try {
      for (
        let length = await connection.read(bytes);
        length !== null;
        length = await connection.read(bytes)
      ) {
        heard.push(new TextDecoder().decode(bytes.subarray(0, length)));
      }
    } catch {
      // Closed without a farewell.
    } finally {
      connection.close();
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) connections.push(hear(connection));
  })().catch(() => {});
  return {
    port: listener.addr.port,
    heard,
    get asked() {
      return connections.length;
    },
    get closed() {
      return Promise.all(connections).then(() => {});
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(connections);
    },
  };
}
