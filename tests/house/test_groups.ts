/** Which test files are read into one process together. */

/** Each of them adds to what the process holds. */
const MOST_TOGETHER = 16;

export interface TestGroup {
  /** Of a file, and of no other group. */
  readonly name: string;
  readonly tests: readonly string[];
}

/** @param paths below the root, sorted: those of one room stand together. */
export function groupTests(paths: readonly string[]): readonly TestGroup[] {
  return Object.entries(Object.groupBy(paths, roomOfTest)).flatMap(([room, tests = []]) => {
    const groups = Math.ceil(tests.length / MOST_TOGETHER);
    const size = Math.ceil(tests.length / groups);
    return Array.from({ length: groups }, (_, i) => ({
      name: groups === 1 ? room : `${room}_${i + 1}`,
      tests: tests.slice(i * size, (i + 1) * size),
    }));
  });
}

/** `tests/web/pages/x_test.ts` is of `web`; those that lie in no room are of `all`. */
function roomOfTest(path: string): string {
  const [, room = "", ...rest] = path.split("/");
  return rest.length === 0 ? "all" : room;
}
