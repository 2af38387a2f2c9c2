import assert from "node:assert/strict";
import fc from "fast-check";
import { RingQueue } from "../../src/bus/ring_queue.ts";

Deno.test("a ring queue gives what an array gives, in any order of pushing and shifting", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (steps) => {
      const ring = new RingQueue<number>();
      const plain: number[] = [];
      steps.forEach((isPush, i) => {
        if (!isPush) return assert.equal(ring.shift(), plain.shift());
        ring.push(i);
        plain.push(i);
        assert.equal(ring.peek(), plain[0]);
        assert.equal(ring.length, plain.length);
      });
    }),
  );
});
