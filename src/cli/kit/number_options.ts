/** Readers of options that are numbers. */
import { InvalidArgumentError } from "commander";

export function toNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
  };
}

export function toWhole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = toNumber(min, max)(text);
    if (Number.isInteger(value)) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
