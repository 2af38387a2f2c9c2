/** The indicators of a chart, one value for each candle that is shown. */
import type { Candle, CandleColumns } from "../../core/candle.ts";
import { rsiOf } from "../../indicators/rsi.ts";
import { smaOf } from "../../indicators/sma.ts";
import type { ChartIndicator } from "../market_view.ts";

const RSI_PERIOD = 14;
const AVERAGES = [9, 21, 50, 100, 200] as const;
const SHOWN_AVERAGES: readonly number[] = [21, 50];

/**
 * Candles before the first one shown. The longest average needs 200. An RSI remembers for ever; after 500 candles what it
 * remembers of before is less than the last digit of a double.
 */
export const WARM_UP_CANDLES = 500;

/** @param firstRow of the columns that is shown. */
export function toIndicators(
  columns: CandleColumns,
  { firstRow, open }: { firstRow: number; open: Candle | undefined },
): readonly ChartIndicator[] {
  const close = withLast(columns.close, open?.close);
  const volume = withLast(columns.volume, open?.volume);
  const shown = (values: Float64Array) =>
    Array.from(values.subarray(firstRow), (value) => Number.isNaN(value) ? null : value);
  return [
    ...AVERAGES.map((period): ChartIndicator => ({
      id: `sma_${period}`,
      label: `SMA ${period}`,
      pane: "price",
      shown: SHOWN_AVERAGES.includes(period),
      values: shown(smaOf(close, period)),
    })),
    {
      id: `rsi_${RSI_PERIOD}`,
      label: `RSI ${RSI_PERIOD}`,
      pane: "rsi",
      shown: true,
      values: shown(rsiOf(close, RSI_PERIOD)),
    },
    {
      id: "volume_20",
      label: "Volume SMA 20",
      pane: "volume",
      shown: true,
      values: shown(smaOf(volume, 20)),
    },
  ];
}

function withLast(column: Float64Array, last: number | undefined): Float64Array {
  if (last === undefined) return column;
  const longer = new Float64Array(column.length + 1);
  longer.set(column);
  longer[column.length] = last;
  return longer;
}
