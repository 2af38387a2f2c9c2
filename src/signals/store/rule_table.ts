/** Rules as they were read last, alarms of a person, and what each remembers. */
import type { Database, Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { RuleMemory } from "../rules/rule.ts";
import type { RuleRow } from "../signal_journal.ts";

export class RuleTable {
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #sql: Readonly<
    Record<"list" | "save" | "remember" | "retire" | "add" | "remove", Statement>
  >;

  constructor({ db, queue }: { db: Database; queue: WriteQueue }) {
    this.#queue = queue;
    this.#transact = createTransaction(db);
    this.#sql = {
      list: db.prepare(
        "SELECT id, origin, version, json, memory FROM rule WHERE owner = ? AND is_active = 1 ORDER BY origin DESC, id",
      ),
      // Other parameters are another rule: what the old one remembers says nothing about it.
      save: db.prepare(`
        INSERT INTO rule (owner, id, origin, version, json, changed_at) VALUES (?, ?, 'file', 1, ?, ?)
        ON CONFLICT (owner, id) DO UPDATE SET
          version = version + (json <> excluded.json), memory = iif(json <> excluded.json, '{}', memory),
          changed_at = iif(json <> excluded.json, excluded.changed_at, changed_at), json = excluded.json, is_active = 1
        WHERE origin = 'file'`),
      retire: db.prepare("UPDATE rule SET is_active = 0 WHERE owner = ? AND id = ? AND origin = 'file'"),
      remember: db.prepare("UPDATE rule SET memory = ? WHERE owner = ? AND id = ? AND memory <> ?"),
      add: db.prepare(`
        INSERT INTO rule (owner, id, origin, version, json, changed_at) VALUES (?, ?, 'alert', 1, ?, ?)
        ON CONFLICT (owner, id) DO NOTHING`),
      remove: db.prepare("DELETE FROM rule WHERE owner = ? AND id = ? AND origin = 'alert'"),
    };
  }

  list(owner: string): readonly RuleRow[] {
    return this.#sql.list.rows(owner).map(([id, origin, version, json, memory]) => ({
      id: String(id),
      origin: origin === "alert" ? "alert" : "file",
      version: Number(version),
      json: JSON.parse(String(json)),
      memory: JSON.parse(String(memory)) as RuleMemory, // written by `remember` alone
    }));
  }

  async saveFileRules(
    owner: string,
    rules: readonly { readonly id: string; readonly json: unknown }[],
    atMs: number,
  ): Promise<void> {
    await this.#queue.run(() =>
      this.#transact(() => {
        const gone = this.list(owner).filter(({ id, origin }) =>
          origin === "file" && !rules.some((rule) => rule.id === id)
        );
        for (const { id } of gone) this.#sql.retire.run(owner, id);
        for (const { id, json } of rules) {
          this.#sql.save.run(owner, id, JSON.stringify(json), Math.trunc(atMs));
        }
        return rules.length + gone.length;
      })
    );
  }

  /** Inside a transaction. @returns 0 when nothing changed. */
  remember(owner: string, rule: string, memory: RuleMemory): number {
    const text = JSON.stringify(memory);
    return this.#sql.remember.run(text, owner, rule, text);
  }

  async saveMemory(owner: string, rule: string, memory: RuleMemory): Promise<void> {
    await this.#queue.run(() => this.#transact(() => this.remember(owner, rule, memory)));
  }

  async addAlert(
    owner: string,
    alert: { readonly id: string; readonly json: unknown },
    atMs: number,
  ): Promise<boolean> {
    const text = JSON.stringify(alert.json);
    return await this.#queue.run(() => this.#sql.add.run(owner, alert.id, text, Math.trunc(atMs))) === 1;
  }

  async removeAlert(owner: string, id: string): Promise<boolean> {
    return await this.#queue.run(() => this.#sql.remove.run(owner, id)) === 1;
  }
}
