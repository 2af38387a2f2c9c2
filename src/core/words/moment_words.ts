import type { FillMoment } from "../advice.ts";
import { defineTexts, type Twin } from "../lang.ts";

export const MOMENT_WORDS = defineTexts({
  closing_auction: ["종가 단일가", "closing auction"],
  next_session: ["다음 거래일", "next session"],
}) satisfies Readonly<Record<FillMoment, Twin>>;
