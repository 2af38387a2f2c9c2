import { Sma } from "./sma.ts";

/**
 * Plain mean of the volume of the last `period` candles, in units of base.
 *
 * @throws {RangeError} unless `period` is a whole number from 1 to 10,000.
 */
export class VolumeAverage extends Sma {
  constructor(period: number) {
    super(period, "volume_average");
  }

  protected override check(volume: number): void {
    super.check(volume);
    if (volume < 0) throw new RangeError(`Cannot add a bar: volume must not be below 0, received ${volume}`);
  }
}
