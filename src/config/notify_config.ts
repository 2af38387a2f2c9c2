import type { SETTINGS } from "./settings.ts";

export interface NotifyConfig {
  /** Ids of channels, in the order of falling back. */
  readonly order: readonly string[];
  /** In minutes of the day in Korea; the end may lie on the next one. */
  readonly quiet: { readonly fromMin: number; readonly untilMin: number } | undefined;
  /** Minutes of the day: before the open and after the close. Empty when they are off. */
  readonly summaryAtMin: readonly number[];
  readonly ringsPer5Min: number;
  readonly hidesAmounts: boolean;
  /** `undefined` without a token. */
  readonly telegram: {
    readonly url: string;
    readonly token: string;
    readonly timeoutMs: number;
    readonly users: readonly string[];
    /** Those of the users and the further ones. */
    readonly chats: readonly string[];
  } | undefined;
  /** `undefined` without an address or a secret. */
  readonly office:
    | { readonly url: string; readonly secret: string; readonly timeoutMs: number }
    | undefined;
}

type Names =
  | "notify"
  | "quiet"
  | "summaryAt"
  | "ringsPer5Min"
  | "hideAmounts"
  | "telegramToken"
  | "telegramUrl"
  | "telegramTimeoutMs"
  | "telegramUsers"
  | "telegramChats"
  | "officeUrl"
  | "officeSecret";

type NotifyValues = {
  readonly [K in Names]: ReturnType<(typeof SETTINGS)[K]["schema"]["parse"]> | undefined;
};

/** Addresses to which a key would travel readable. */
export function findReadableFaults(
  { telegramUrl, officeUrl }: Pick<NotifyValues, "telegramUrl" | "officeUrl">,
  isReadable: (url: string) => boolean,
): readonly string[] {
  const fault = (name: string) =>
    `${name} must use https:// for a host outside your network, where the key would travel readable`;
  return [
    ...(telegramUrl !== undefined && isReadable(telegramUrl) ? [fault("SIGNAL_V2_TELEGRAM_URL")] : []),
    ...(officeUrl !== undefined && isReadable(officeUrl) ? [fault("SIGNAL_V2_OFFICE_URL")] : []),
  ];
}

/** @param present takes the value of a setting that has a default. */
export function toNotify(values: NotifyValues, present: <T>(value: T | undefined) => T): NotifyConfig {
  const { telegramToken: token, officeUrl, officeSecret: secret, telegramUsers: users = [] } = values;
  const quiet = present(values.quiet);
  const timeoutMs = present(values.telegramTimeoutMs);
  return {
    order: present(values.notify),
    quiet: quiet === "off" ? undefined : quiet,
    summaryAtMin: present(values.summaryAt),
    ringsPer5Min: present(values.ringsPer5Min),
    hidesAmounts: present(values.hideAmounts),
    telegram: token === undefined ? undefined : {
      ...{ url: present(values.telegramUrl), token, timeoutMs, users },
      chats: [...new Set([...users, ...values.telegramChats ?? []])],
    },
    office: officeUrl === undefined || secret === undefined
      ? undefined
      : { url: officeUrl, secret, timeoutMs },
  };
}
