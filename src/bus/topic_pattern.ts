/** `*` stands for one part of a topic's name, a final `>` for one or more that follow. */

const PATTERN = /^(?:[a-z0-9_]+|\*)(?:\.(?:[a-z0-9_]+|\*))*(?:\.>)?$|^>$/;

/**
 * @returns a function that says whether a topic fits.
 * @throws {RangeError} when the text is no pattern.
 */
export function readTopicPattern(pattern: string): (topic: string) => boolean {
  if (!PATTERN.test(pattern)) {
    throw new RangeError(
      `Cannot subscribe to "${pattern}": write parts like market_data.upbit.*, with > only at the end`,
    );
  }
  const parts = pattern.split(".");
  const isOpen = parts.at(-1) === ">";
  const wanted = isOpen ? parts.slice(0, -1) : parts;
  return (topic) => {
    const given = topic.split(".");
    if (isOpen ? given.length <= wanted.length : given.length !== wanted.length) return false;
    return wanted.every((part, i) => part === "*" || part === given[i]);
  };
}
