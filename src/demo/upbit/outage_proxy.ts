export interface OutageDoorOptions {
  /** Where the HTTP server behind the door listens on 127.0.0.1. */
  readonly targetPort: number;
  /** Asked for every piece a client sends, so a connection that was open before an outage ends in it too. */
  readonly isOut: () => boolean;
}

/**
 * Passes bytes both ways between the connections of `listener` and a server, or closes them without one.
 * `Deno.serve` can cut a body but always sends a head first, so "no response at all" happens below HTTP.
 *
 * @returns what closes the listener and every open connection at once.
 */
export function openOutageDoor(listener: Deno.Listener, options: OutageDoorOptions): AsyncDisposable {
  const open = new Set<Deno.Conn>();
  const relays = new Set<Promise<void>>();

  const accepting = (async () => {
    for await (const client of listener) {
      open.add(client);
      const relay = relayOne(client, { ...options, open });
      relays.add(relay);
      relay.then(() => relays.delete(relay));
    }
  })();

  return {
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      closeAll(open, [...open]);
      await Promise.all(relays);
    },
  };
}

/** Never rejects: one broken connection must not end the others. */
async function relayOne(
  client: Deno.Conn,
  options: OutageDoorOptions & { open: Set<Deno.Conn> },
): Promise<void> {
  const { open, isOut, targetPort } = options;
  const server = await Deno.connect({ hostname: "127.0.0.1", port: targetPort }).catch(() => undefined);
  if (server === undefined) return closeAll(open, [client]);
  open.add(server);
  const both = [client, server];
  // Closed by the dispose while we were connecting.
  if (!open.has(client)) return closeAll(open, both);
  // Whichever direction ends first ends the other. How it ended is for the client to see and report.
  await Promise.allSettled([
    pump(client, { to: server, isOut }).finally(() => closeAll(open, both)),
    pump(server, { to: client, isOut: () => false }).finally(() => closeAll(open, both)),
  ]);
}

/** Copies until the end of `from`, or until `isOut` says so. */
async function pump(from: Deno.Conn, options: { to: Deno.Conn; isOut: () => boolean }): Promise<void> {
  const { to, isOut } = options;
  const buffer = new Uint8Array(16 * 1024);
  while (true) {
    const count = await from.read(buffer);
    if (count === null || isOut()) return;
    let written = 0;
    while (written < count) written += await to.write(buffer.subarray(written, count));
  }
}

/** Closes the ones that are still open: closing twice throws. */
function closeAll(open: Set<Deno.Conn>, connections: readonly Deno.Conn[]): void {
  for (const connection of connections) {
    if (open.delete(connection)) connection.close();
  }
}
