import { DAY_MS, toKstIso } from "../../core/kst.ts";
import { createProblemSay } from "../kit/texts/problem_say.ts";
import type { AppView, CertificateView } from "../view.ts";
import type { Problem } from "./problem_facts.ts";

const ko = createProblemSay("ko");
const en = createProblemSay("en");

/** Days left: worth knowing, worth a look, and time to act. */
const NOTE_DAYS = 21;
const WARNING_DAYS = 14;
const URGENT_DAYS = 7;
/** Certificates of six days are renewed by machines every other day: what is left of one says little before its last. */
const SHORT_MS = 8 * DAY_MS;
const SHORT_URGENT_MS = DAY_MS;

/** Certificates that end soon, or have ended: what is asked over them fails then, on a day that is known today. */
export function findCertificateProblems(
  { certificates = [], nowMs }: Pick<AppView, "certificates" | "nowMs">,
): readonly Problem[] {
  return certificates.flatMap((certificate) => findOne(certificate, nowMs));
}

function findOne({ host, fromMs, untilMs }: CertificateView, nowMs: number): readonly Problem[] {
  if (untilMs === undefined || fromMs === undefined) return [];
  const leftMs = untilMs - nowMs;
  const days = Math.max(0, Math.floor(leftMs / DAY_MS));
  const isShort = untilMs - fromMs <= SHORT_MS;
  const isUrgent = leftMs < (isShort ? SHORT_URGENT_MS : URGENT_DAYS * DAY_MS);
  if (!isUrgent && (isShort || leftMs >= NOTE_DAYS * DAY_MS)) return [];
  const key = leftMs <= 0 ? "problem_certificate_over" : "problem_certificate_ends";
  const facts = { host, days, time: toKstIso(untilMs).slice(0, 16).replace("T", " ") };
  return [{
    code: isUrgent ? "certificate_urgent" : "certificate_ends",
    subject: host,
    severity: isUrgent ? "error" : leftMs < WARNING_DAYS * DAY_MS ? "warning" : "note",
    ko: ko(key, facts),
    en: en(key, facts),
  }];
}
