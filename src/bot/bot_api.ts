/** What the bot needs of Telegram: one call, and an honest word of what became of it. */
export type BotAnswer =
  | { readonly kind: "done"; readonly result: unknown }
  | {
    readonly kind: "failed";
    readonly code: number;
    readonly description: string;
    readonly waitMs: number | undefined;
  }
  | { readonly kind: "not_sent" | "unknown"; readonly reason: string };

export interface BotApi {
  call(
    method: string,
    params: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<BotAnswer>;
}
