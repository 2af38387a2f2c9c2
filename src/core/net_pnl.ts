/** So much of the fees is rounding: a trade that only just pays them is neither won nor lost. */
const ROUNDING = 2 ** -40;

/** What a trade earned after its fees; without fees it is the gross profit to the last bit. */
export function netPnl({ grossPnl, fees }: { readonly grossPnl: number; readonly fees: number }): number {
  const pnl = grossPnl - fees;
  return Math.abs(pnl) < ROUNDING * fees ? 0 : pnl;
}
