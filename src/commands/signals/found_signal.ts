import type { SignalStory } from "../../signals/signals_view.ts";
import type { CommandContext } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { readNamedTicker } from "../tickers/named_ticker.ts";
import { readTicker } from "./span_argument.ts";

/** By its label, the latest of that name, or its id. @throws {CommandRefusal} */
export async function findSignal(
  label: string,
  { deps }: Pick<CommandContext, "deps">,
): Promise<SignalStory> {
  const story = await need(deps, "signalStories").find(label);
  if (story !== undefined) return story;
  throw new CommandRefusal("missing", "unknown_signal", {
    message: `There is no signal ${JSON.stringify(label.slice(0, 40))}; write its label, like S-1120-03`,
    ko: "그런 신호가 없습니다. /signals 에 나오는 번호로 보내 주세요. 예: /why S-1120-03",
    more: { label },
  });
}

/** The ticker itself, by code or name, or that of a signal: one of both. @throws {CommandRefusal} */
export async function findTicker(
  { ticker, signal }: { readonly ticker?: string | undefined; readonly signal?: string | undefined },
  context: Pick<CommandContext, "owner" | "deps">,
): Promise<string> {
  if ((ticker === undefined) === (signal === undefined)) {
    throw new CommandRefusal("arguments", "bad_arguments", {
      message: "Give a ticker or a signal, and not both",
      ko: "종목이나 신호 중 하나만 적어 주세요. 예: /mute 005930 오늘",
    });
  }
  if (ticker !== undefined) return await readNamedTicker(ticker, context);
  return readTicker((await findSignal(signal ?? "", context)).signal.ticker);
}
