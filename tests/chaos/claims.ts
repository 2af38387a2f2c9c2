/** Several programs claim, confirm and release the same signals; one of them is killed in each round. */
import { createHome, runProgram } from "../support/program.ts";
import { doubled, type Fault, findDoubled, half, lost, other } from "./findings.ts";
import { chooseMoment, runAndKill, runWhole, toMomentText } from "./kill.ts";
import { findBroken, isLockFree, lookAt } from "./look.ts";
import { type Round, Stage, type StagePlan } from "./stage.ts";

interface Answer {
  readonly ticker: string;
  readonly action: string;
  readonly won: boolean;
  readonly claim_id: string | null;
}

interface Row {
  readonly claimId: string | null;
  readonly isOpen: boolean;
  readonly lastSentMs: number | null;
}

/** Signals of one round, claimed by all programs at once. */
const KEYS_A_ROUND = 40;
const CLAIMERS = 3;
/** Of a command that changes one row, about; a kill that comes later is tried again. */
const SHORT_COURSE = { tookMs: 450, changes: 16 };
const keyOf = ({ ticker, action }: { ticker: string; action: string }) => `${ticker} ${action}`;

export async function runClaims(plan: StagePlan): Promise<Stage> {
  const stage = new Stage("signals claim, confirm, release", plan);
  const home = await createHome();
  const work = new Claims(home.dir);
  const victims = ["claim", "confirm", "release"] as const;
  for (let i = 0; i < plan.kills; i++) {
    await stage.run(home.dir, 1, (round) => work.round(round, victims[i % victims.length] ?? "claim"));
  }
  if (!stage.isFailed) await home[Symbol.asyncDispose]();
  return stage;
}

class Claims {
  readonly #dir: string;
  /** What was said to be sent, and when; it stays so. */
  readonly #sent = new Map<string, number>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  async round(round: Round, victim: "claim" | "confirm" | "release"): Promise<void> {
    const keys = Array.from(
      { length: KEYS_A_ROUND },
      (_, i) => `R${round.number}K${i} ${i % 2 ? "sell" : "buy"}`,
    );
    const old = [...this.#sent.keys()].slice(-10);
    const answers = await this.#claimTogether(round, {
      keys: [...keys, ...old],
      isKilled: victim === "claim",
    });
    round.add(this.#judgeAnswers(answers));
    const won = answers.filter(({ won }) => won);
    round.note(`${won.length} claims won by ${CLAIMERS} programs`);
    const rows = readRows(this.#dir);
    for (const { claim_id, ...key } of won) {
      const row = rows.get(keyOf(key));
      if (row?.claimId !== claim_id || !row.isOpen) {
        round.add([lost(`the claim of ${keyOf(key)} was told as won`)]);
      }
    }
    const [first, ...others] = won;
    if (victim !== "claim") await this.#killEnding(round, victim, others);
    if (first !== undefined) await this.#confirm(round, first);
    round.add(this.#judgeSent());
    round.add(findBroken(`${this.#dir}/data`));
    if (!isLockFree(`${this.#dir}/data`)) round.add([other("the lock of the data directory is held")]);
  }

  async #claimTogether(
    round: Round,
    { keys, isKilled }: { keys: readonly string[]; isKilled: boolean },
  ): Promise<readonly Answer[]> {
    const args = ["signals", "claim", "-"];
    const inputOf = (i: number) => {
      const from = Math.floor(round.unit() * keys.length) + i;
      return [...keys.slice(from), ...keys.slice(0, from)].map((key) => `${key}\n`).join("");
    };
    const inputs = Array.from({ length: CLAIMERS }, (_, i) => inputOf(i));
    const runs = inputs.map(async (input, i) => {
      if (i > 0 || !isKilled) return (await runWhole(args, { dir: this.#dir, input })).out;
      const choose = () => ({
        after: "lines" as const,
        count: Math.floor(round.unit() * keys.length * 0.9),
        ms: Math.floor(round.unit() * 4),
      });
      const options = { dir: this.#dir, input, choose };
      const { out, moment } = await runAndKill(args, options);
      round.note(`a claimer killed ${toMomentText(moment)}, after ${out.length} answers`);
      return out;
    });
    return (await Promise.all(runs)).flatMap(readAnswers);
  }

  /** Nobody but one has a signal, and what was sent is nobody's. */
  #judgeAnswers(answers: readonly Answer[]): readonly Fault[] {
    const won = answers.filter(({ won }) => won);
    return [
      ...findDoubled(won.map((answer) => `the claim of ${keyOf(answer)}`)),
      ...won.filter((answer) => this.#sent.has(keyOf(answer)))
        .map((answer) => doubled(`${keyOf(answer)} was confirmed and could be claimed again`)),
    ];
  }

  /** One that is faster than its kill has done what it should; the next one is tried on the next claim. */
  async #killEnding(round: Round, verb: "confirm" | "release", claims: readonly Answer[]): Promise<void> {
    const argsOf = (attempt: number) => ["signals", verb, claims[attempt]?.claim_id ?? ""];
    const choose = () => chooseMoment(SHORT_COURSE, round.unit);
    const { out, moment, attempt } = await runAndKill(argsOf, { dir: this.#dir, choose });
    const claim = claims[attempt];
    if (claim === undefined) throw new Error("there are too few claims to kill one of them");
    const args = argsOf(attempt);
    round.note(`${verb} killed ${toMomentText(moment)}`);
    const key = keyOf(claim);
    const row = readRows(this.#dir).get(key);
    const isDone = verb === "confirm" ? row?.isOpen === false && row.lastSentMs !== null : row === undefined;
    const isAsBefore = row?.claimId === claim.claim_id && row.isOpen;
    round.note(isDone ? "it was stored" : "it was not stored");
    if (!isDone && !isAsBefore) round.add([half(`${key} after the killed ${verb}: ${JSON.stringify(row)}`)]);
    if (out.length > 0 && !isDone) round.add([lost(`the ${verb} of ${key} was told and is not stored`)]);
    if (verb === "confirm") return await this.#confirm(round, claim);
    if (!isDone) await this.#mustRun(round, args);
    const again = (await Promise.all(
      [1, 2].map(() => runProgram(["signals", "claim", ...key.split(" ")], { dir: this.#dir })),
    )).flatMap(({ out }) => readAnswers(out)).filter(({ won }) => won);
    if (again.length !== 1) {
      round.add([other(`${key} was released and then won by ${again.length} of 2 programs`)]);
    }
  }

  async #confirm(round: Round, claim: Answer): Promise<void> {
    await this.#mustRun(round, ["signals", "confirm", claim.claim_id ?? ""]);
    const row = readRows(this.#dir).get(keyOf(claim));
    if (row?.isOpen === false && row.lastSentMs !== null) this.#sent.set(keyOf(claim), row.lastSentMs);
    else round.add([lost(`${keyOf(claim)} was confirmed and is not stored as sent`)]);
  }

  async #mustRun(round: Round, args: readonly string[]): Promise<void> {
    const { code, text } = await runProgram(args, { dir: this.#dir });
    if (code !== 0) round.add([other(`"${args.join(" ")}" ended with ${code}: ${text}`)]);
  }

  #judgeSent(): readonly Fault[] {
    const rows = readRows(this.#dir);
    return [...this.#sent].flatMap(([key, sentMs]) => {
      const row = rows.get(key);
      return row?.isOpen === false && row.lastSentMs === sentMs
        ? []
        : [lost(`${key} was confirmed and is ${JSON.stringify(row)}`)];
    });
  }
}

/** Whole lines only: what a killed program was in the middle of saying was not told. */
function readAnswers(lines: readonly string[]): readonly Answer[] {
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Answer];
    } catch {
      return [];
    }
  });
}

function readRows(dir: string): ReadonlyMap<string, Row> {
  using look = lookAt(`${dir}/data/signal_v2.db`);
  const rows = look?.rows("SELECT ticker, action, claim_id, lease_until, last_sent FROM signal_dedup") ?? [];
  return new Map(rows.map(([ticker, action, claimId, lease, sent]) => [
    `${ticker} ${action}`,
    {
      claimId: typeof claimId === "string" ? claimId : null,
      isOpen: lease !== null,
      lastSentMs: sent === null || sent === undefined ? null : Number(sent),
    },
  ]));
}
