/** How a helper process says how far it is: a line on stderr, `@progress 0.25 reading candles`. */
const LINE = /^@progress (0(?:\.\d{1,4})?|1) (.{0,200})$/;

export function toProgressLine(share: number, text: string): string {
  const rounded = Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 10_000;
  return `@progress ${rounded} ${text}`;
}

/** `undefined` for a line that is anything else. */
export function readProgressLine(
  line: string,
): { readonly share: number; readonly text: string } | undefined {
  const [, share, text] = LINE.exec(line) ?? [];
  return share === undefined || text === undefined ? undefined : { share: Number(share), text };
}
