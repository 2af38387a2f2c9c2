/** So much of the charges is rounding: a trade that only just pays them is neither won nor lost. */
const ROUNDING = 2 ** -40;

/** What a trade earned after its fees and its tax; without them it is the gross profit to the last bit. */
export function netPnl(
  { grossPnl, fees, tax }: { readonly grossPnl: number; readonly fees: number; readonly tax: number },
): number {
  const charges = fees + tax;
  const pnl = grossPnl - charges;
  return Math.abs(pnl) < ROUNDING * charges ? 0 : pnl;
}
