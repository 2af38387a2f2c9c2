import { toClosedText } from "./doors.ts";

/** A strategy tried a door that is closed; the sentence says what to do instead. */
export class ClosedDoorError extends Error {
  override readonly name = "ClosedDoorError";
}

export function refuse(name: string): never {
  throw new ClosedDoorError(toClosedText(name));
}

/** Stands where a door was: whatever is done with it, but asking for its type, is refused with a sentence. */
export function createClosedDoor(name: string): object {
  const no = () => refuse(name);
  return new Proxy(function () {}, {
    ...{ apply: no, construct: no, get: no, set: no, has: no, deleteProperty: no, defineProperty: no },
    ...{ getOwnPropertyDescriptor: no, getPrototypeOf: no, setPrototypeOf: no, ownKeys: no },
    ...{ isExtensible: no, preventExtensions: no },
  });
}

/** Makes no functions out of texts any more; `instanceof` and what is inherited from it stay. */
export function createClosedMaker(maker: object, name: string): object {
  const no = () => refuse(name);
  return new Proxy(maker, { apply: no, construct: no });
}
