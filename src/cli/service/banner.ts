import { toCommand } from "../../core/command_text.ts";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { createSayFrom, type Lang } from "../../core/lang.ts";
import type { AppView } from "../../web/view.ts";
import { spanText } from "../kit/language.ts";
import { SERVICE_TEXTS } from "../texts/service.ts";
import type { PageAddresses } from "./page_address.ts";

export interface BannerFacts {
  readonly version: string;
  readonly view: AppView;
  readonly addresses: PageAddresses;
  readonly dataDir: string;
  /** Name of the variable that sets one. */
  readonly proxy: string | undefined;
  /** Why the market is closed, in the language of the rest. */
  readonly closedBecause: string | undefined;
  readonly lang: Lang;
}

/** What a person wants to know when the service has started, most of it once. */
export function toBanner(
  { version, view, addresses, dataDir, proxy, closedBecause, lang }: BannerFacts,
): readonly string[] {
  const say = createSayFrom(SERVICE_TEXTS, lang);
  const address = view.stockApiUrl ?? say("asks_nothing");
  return [
    `signal-v2 ${version}`,
    say("clock", {
      time: toKstClock(view.nowMs),
      window: closedBecause ?? say(`window_${view.schedule.window}`),
    }),
    say("next", { words: describeNext(view, lang) }),
    proxy === undefined ? say("asks", { address }) : say("asks_through", { address, proxy }),
    say("data", { dir: dataDir }),
    ...toOpenRows(addresses, lang),
  ];
}

/** For a browser here, and for browsers on other machines; the paths of both are the same. */
export function toOpenRows(
  { here, elsewhere, isUnknownElsewhere }: PageAddresses,
  lang: Lang,
): readonly string[] {
  const say = createSayFrom(SERVICE_TEXTS, lang);
  const others = elsewhere.filter((address) => address !== here);
  if (isUnknownElsewhere) others.push(say("address_unknown", { port: new URL(here).port }));
  return [say("open", { address: here }), ...others.map((address) => say("others", { address }))];
}

function describeNext({ schedule: { nextPollAtMs }, nowMs }: AppView, lang: Lang): string {
  const say = createSayFrom(SERVICE_TEXTS, lang);
  if (nextPollAtMs === undefined) return say("no_poll", { command: toCommand("doctor") });
  return say("poll_at", { time: toKstIso(nextPollAtMs), span: spanText(nextPollAtMs - nowMs, { lang }) });
}
