/** Nobody changes what everybody uses: the built-in objects are frozen, and what is written to them is refused. */

/** Reached by syntax alone, without a name on the global object. */
function hiddenBuiltIns(): readonly object[] {
  const own = Object.getPrototypeOf;
  const samples: readonly object[] = [
    function* () {},
    async function () {},
    async function* () {},
    () => {},
    [][Symbol.iterator](),
    ""[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    "".matchAll(/a/g),
    [].values().map((value) => value),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    new Intl.Segmenter().segment(""),
    new Intl.Segmenter().segment("")[Symbol.iterator](),
    (async function* () {})(),
    (function* () {})(),
  ];
  return samples.map((sample) => own(sample));
}

/**
 * Freezes `roots` and all that can be reached from them.
 *
 * @param options.leave what must not be looked into.
 */
export function harden(roots: readonly unknown[], options: { readonly leave: ReadonlySet<unknown> }): void {
  const all = new Set<object>();
  const waiting: unknown[] = [...roots, ...hiddenBuiltIns()];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (!isObject(one) || all.has(one) || options.leave.has(one)) continue;
    all.add(one);
    waiting.push(Object.getPrototypeOf(one));
    for (const name of Reflect.ownKeys(one)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(one, name) ?? {};
      waiting.push(value, get, set);
    }
  }
  for (const one of all) letHeirsDiffer(one);
  for (const one of all) Object.freeze(one);
}

/** Names that errors and objects of one's own usually set by assignment: `this.name = "MyError"`. */
const USUAL_NAMES = ["constructor", "message", "name", "toJSON", "toString", "valueOf", "toLocaleString"];

/**
 * What is frozen on a prototype could not be assigned on its heirs either, which is how errors and objects are written. As
 * an accessor, it can. Of lists and promises nothing is changed: V8 works slower with those that are not as it made them.
 */
function letHeirsDiffer(prototype: object): void {
  const isUsual = prototype === Object.prototype || prototype === Error.prototype ||
    Object.getPrototypeOf(prototype) === Error.prototype;
  if (!isUsual) return;
  for (const name of USUAL_NAMES) {
    const { value, writable } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    if (!writable) continue;
    const get = () => value;
    const set = function (this: unknown, given: unknown) {
      if (this === prototype) throw new TypeError(`Cannot change ${name}: it belongs to everybody`);
      if (!isObject(this)) return;
      Object.defineProperty(this, name, {
        value: given,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    };
    Object.defineProperty(prototype, name, { get: Object.freeze(get), set: Object.freeze(set) });
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
