/** Small words of Korean that depend on the last sound before them: 은 or 는, 이 or 가, 을 or 를, 과 or 와, 으로 or 로. */

/** As texts write them behind a hole: after a consonant, after a vowel. */
const PARTICLES: Readonly<Record<string, readonly [string, string]>> = {
  "은(는)": ["은", "는"],
  "이(가)": ["이", "가"],
  "을(를)": ["을", "를"],
  "와(과)": ["과", "와"],
  "(으)로": ["으로", "로"],
};

/** Behind a hole, or behind the quote that closes around it. */
export const PARTICLE = /(["'`)\]]*)(은\(는\)|이\(가\)|을\(를\)|와\(과\)|\(으\)로)/;

const FIRST_SYLLABLE = 0xac00;
const SYLLABLES = 11_172;
/** Ways in which a syllable may end, the first without a consonant. */
const ENDINGS = 28;
const [NIEUN, RIEUL, MIEUM, IEUNG] = [4, 8, 16, 21];
/** 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구; tens and hundreds end as 영 does. */
const DIGIT_ENDINGS = [IEUNG, RIEUL, 0, MIEUM, 0, 0, 1, RIEUL, RIEUL, 0];

/** Small Latin letters at the end of a word that are heard alike in every word, and as the name of the letter. */
const LATIN_ENDINGS: Readonly<Record<string, number>> = {
  ...{ l: RIEUL, m: MIEUM, n: NIEUN },
  ...{ a: 0, i: 0, o: 0, u: 0, y: 0, s: 0, v: 0, x: 0, z: 0 },
};

/** Both stand, as they are written, behind letters of another script of which nobody here knows how they are read. */
export function chooseParticle(written: string, word: string): string {
  const ending = endingOf(word.replace(/["'`)\]\s]+$/, ""));
  const both = PARTICLES[written];
  if (ending === undefined || both === undefined) return written;
  const hasNone = ending === 0 || (ending === RIEUL && written === "(으)로");
  return both[hasNone ? 1 : 0];
}

/** Which consonant the last sound of a word ends with, 0 for none. */
function endingOf(word: string): number | undefined {
  const last = word.at(-1) ?? "";
  if (/\d/.test(last)) return DIGIT_ENDINGS[Number(last)];
  if (/[a-z]/.test(last)) return LATIN_ENDINGS[last];
  const place = last.charCodeAt(0) - FIRST_SYLLABLE;
  return place >= 0 && place < SYLLABLES ? place % ENDINGS : undefined;
}
