import type { ChannelPlug } from "./channel.ts";
import { telegram } from "./telegram/telegram.ts";
import { webhook } from "./webhook/webhook.ts";

/** Every channel there is. */
export const CHANNELS: readonly ChannelPlug[] = [telegram, webhook];
