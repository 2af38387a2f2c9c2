/** Answers as the Bot API and what stands before it give them. */
import type { Exchange } from "./fault_server.ts";

export const head = (status: number, length: number, type = "application/json") =>
  `HTTP/1.1 ${status} X\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n`;

async function json(exchange: Exchange, status: number, body: unknown): Promise<void> {
  const text = JSON.stringify(body);
  await exchange.write(head(status, new TextEncoder().encode(text).length) + text);
}

export const answer = (exchange: Exchange, result: unknown) => json(exchange, 200, { ok: true, result });

export function refuse(
  exchange: Exchange,
  code: number,
  description: string,
  parameters?: object,
): Promise<void> {
  return json(exchange, code, {
    ok: false,
    error_code: code,
    description,
    ...(parameters && { parameters }),
  });
}

export async function page(exchange: Exchange, status: number): Promise<void> {
  const text = `<html><body>${status} Gateway</body></html>`;
  await exchange.write(head(status, text.length, "text/html") + text);
}
