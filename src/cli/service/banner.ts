import { toCommand } from "../../core/command_text.ts";
import { toDurationText, toKstClock, toKstIso } from "../../core/kst.ts";
import type { AppView } from "../../web/view.ts";
import type { PageAddresses } from "./page_address.ts";

export interface BannerFacts {
  readonly version: string;
  readonly view: AppView;
  readonly addresses: PageAddresses;
  readonly dataDir: string;
  /** Name of the variable that sets one. */
  readonly proxy: string | undefined;
}

/** What a person wants to know when the service has started, most of it once. */
export function toBanner({ version, view, addresses, dataDir, proxy }: BannerFacts): readonly string[] {
  const through = proxy === undefined ? "" : `  (through the proxy of ${proxy})`;
  return [
    `signal-v2 ${version}`,
    `clock   ${toKstClock(view.nowMs)} KST, window: ${describeWindow(view)}`,
    `next    ${describeNext(view)}`,
    `asks    ${view.stockApiUrl ?? "nothing yet: STOCK_API_URL is not set"}${through}`,
    `data    ${dataDir}`,
    ...toOpenRows(addresses),
  ];
}

/** For a browser here, and for browsers on other machines; the paths of both are the same. */
export function toOpenRows({ here, elsewhere, isUnknownElsewhere }: PageAddresses): readonly string[] {
  const open = `open    ${here}     health: ${here}health`;
  const others = elsewhere.filter((address) => address !== here);
  if (isUnknownElsewhere) others.push(`this machine's address in your network, port ${new URL(here).port}`);
  return [open, ...others.map((address) => `others  ${address}`)];
}

export function describeWindow({ schedule }: AppView): string {
  return schedule.closedBecause ?? schedule.window;
}

export function describeNext({ schedule, nowMs }: AppView): string {
  if (schedule.nextPollAtMs === undefined) {
    return `no poll: the stock API is not set (run ${toCommand("doctor")})`;
  }
  return `poll at ${toKstIso(schedule.nextPollAtMs)}, in ${toDurationText(schedule.nextPollAtMs - nowMs)}`;
}
