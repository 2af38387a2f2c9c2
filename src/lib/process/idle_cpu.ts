export interface IdleCpuRules {
  /** Of one core, for ever; what a process needs for itself is far below. */
  readonly share: number;
  /** Processor time beyond that, in ms, until it is too much. */
  readonly burstMs: number;
}

/** A processor that is kept busy by a child although nothing is asked of it: by a thread that never ends, for instance. */
export class IdleCpu {
  readonly #rules: IdleCpuRules;
  #last: { readonly cpuMs: number; readonly atMs: number } | undefined;
  #beyondMs = 0;

  constructor(rules: IdleCpuRules) {
    this.#rules = rules;
  }

  /**
   * @param look `cpuMs` of the whole life, `atMs` monotonic; `wasIdle` since the look before.
   * @returns whether it is too much by now.
   */
  isTooMuch(look: { readonly cpuMs: number; readonly atMs: number; readonly wasIdle: boolean }): boolean {
    const { cpuMs, atMs, wasIdle } = look;
    if (this.#last !== undefined && wasIdle) {
      const usedMs = cpuMs - this.#last.cpuMs;
      const freeMs = (atMs - this.#last.atMs) * this.#rules.share;
      this.#beyondMs = Math.max(0, this.#beyondMs + usedMs - freeMs);
    }
    this.#last = { cpuMs, atMs };
    return this.#beyondMs > this.#rules.burstMs;
  }

  /** `it used more than 10 s of processor time while nothing was asked of it` */
  get reason(): string {
    return `it used more than ${
      this.#rules.burstMs / 1_000
    } s of processor time while nothing was asked of it`;
  }
}
