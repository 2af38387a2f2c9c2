/** What a message holds, as the Bot API reads it. */
import { parseTelegramHtml } from "./telegram_html.ts";

/** Length is counted in UTF-16 units after the marks are read, and half a letter is refused. */
export function readContent(
  params: Readonly<Record<string, unknown>>,
): { text: string; content: string; marks: readonly string[] } | { fault: string } {
  const raw = String(params.text ?? "");
  const parsed = params.parse_mode === "HTML" ? parseTelegramHtml(raw) : { text: raw.trim(), marks: [] };
  if ("fault" in parsed) return parsed;
  if (parsed.text === "") return { fault: "Bad Request: message text is empty" };
  if (parsed.text.length > 4_096) return { fault: "Bad Request: message is too long" };
  if (!parsed.text.isWellFormed()) return { fault: "Bad Request: text must be encoded in UTF-8" };
  const rows = (params.reply_markup as { inline_keyboard?: { callback_data: string }[][] } | undefined)
    ?.inline_keyboard ?? [];
  const isTooLong = rows.flat().some(({ callback_data }) =>
    new TextEncoder().encode(callback_data).length > 64
  );
  if (isTooLong) return { fault: "Bad Request: BUTTON_DATA_INVALID" };
  const { text, marks } = parsed;
  return { text, marks, content: JSON.stringify([text, marks, rows]) };
}

/** @param mark `b:0-5` */
export function toEntity(mark: string): object {
  const [tag = "", from = 0, to = 0] = mark.split(/[:-]/).map((part, i) => i === 0 ? part : Number(part));
  const type = { b: "bold", i: "italic" }[tag] ?? tag;
  return { type, offset: from, length: Number(to) - Number(from) };
}
