/** How numbers become a strength from 0 to 1, by name, so that a stored score can be made again. Each rises with its number. */
import type { EvidencePiece, StrengthName } from "./evidence.ts";

type Numbers = EvidencePiece["numbers"];
type Strength = (numbers: Numbers) => number | undefined;

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** By the number of this name; nothing when it is missing. */
const by = (name: string, toStrength: (value: number) => number | undefined): Strength => (numbers) => {
  const value = numbers[name];
  return value === undefined || !Number.isFinite(value) ? undefined : toStrength(value);
};

/** A share beyond 0 to 1 has a scale that nobody told us: cut to 1 it would look like the best there is. */
const asShare = (value: number) => (value < 0 || value > 1 ? undefined : value);
const asSentiment = (sign: 1 | -1) => (value: number) =>
  Math.abs(value) > 1 ? undefined : (sign * value + 1) / 2;

export const STRENGTHS: Readonly<Record<StrengthName, Strength>> = {
  share: by("share", asShare),
  sentiment_up: by("sentiment", asSentiment(1)),
  sentiment_down: by("sentiment", asSentiment(-1)),
  // As much as usual is nothing, 2.2 times as much is all.
  volume_ratio: by("ratio", (ratio) => clamp((ratio - 1) / 1.2)),
  // 3 % up is all, 3 % down nothing.
  change_up: by("changePct", (percent) => clamp(0.5 + percent / 6)),
  change_down: by("changePct", (percent) => clamp(0.5 - percent / 6)),
  // A condition that holds, whatever its numbers.
  met: (numbers) => (Object.keys(numbers).length === 0 ? undefined : 1),
  shown: (numbers) => (Object.keys(numbers).length === 0 ? undefined : 0),
};

/** @returns `undefined` for a piece without the number it is judged by. */
export function strengthOf({ numbers, strength }: EvidencePiece): number | undefined {
  return STRENGTHS[strength](numbers);
}
