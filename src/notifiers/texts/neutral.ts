/** Words from outside, so that they can do nothing but be read, in the markup of a message. */
import { NAME_ROOM, neutralise, type TextRoom } from "../../core/text.ts";
import { escapeHtml } from "./html.ts";

const REASON_ROOM: TextRoom = { graphemes: 60, units: 80 };

export function toName(text: string): string {
  return escapeHtml(neutralise(text, NAME_ROOM));
}

export function toReason(text: string): string {
  return escapeHtml(neutralise(text, REASON_ROOM));
}
