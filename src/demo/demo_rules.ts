/**
 * The rules of a demo: what protects, and the door through which the script sends. Rules that look for buys are left out:
 * the script has its own, and shows them at the times that the README names.
 */
export const DEMO_RULES = {
  settings: { openQuietMin: 5 },
  rules: [
    { id: "stop", kind: "holding_stop", params: { stopPct: 12 } },
    { id: "advice", kind: "strategy_advice", params: {} },
    { id: "inbound", kind: "inbound", params: {} },
  ],
} as const;
