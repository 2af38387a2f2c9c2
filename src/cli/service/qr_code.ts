/**
 * An address as a QR code for a terminal, two of its rows in one line. Loaded only where it is shown.
 *
 * @param hasColor paints light and dark whatever the terminal's colours are; without, it is taken for a dark one.
 */
export async function toQrLines(address: string, hasColor: boolean): Promise<readonly string[]> {
  const { renderUnicodeCompact } = await import("uqr");
  const lines = renderUnicodeCompact(address, { border: 2 }).split("\n");
  return hasColor ? lines.map((line) => `\x1b[97;40m${line}\x1b[0m`) : lines;
}
