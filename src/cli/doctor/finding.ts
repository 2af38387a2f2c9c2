/** `miss` and `fail` need a person; `skip` was not looked at, and says why. */
export interface Finding {
  readonly status: "ok" | "warn" | "miss" | "fail" | "skip";
  readonly check: string;
  readonly text: string;
  /** What to do about it: a command, a setting or a flag. */
  readonly fix?: string;
}
