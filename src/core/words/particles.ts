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
const RIEUL = 8;
/** 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구; tens and hundreds end as 영 does. */
const DIGIT_ENDINGS = [21, RIEUL, 0, 16, 0, 0, 1, RIEUL, RIEUL, 0];

/** Both stand, as they are written, behind letters of another script: nobody here knows how they are read. */
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
  const place = last.charCodeAt(0) - FIRST_SYLLABLE;
  return place >= 0 && place < SYLLABLES ? place % ENDINGS : undefined;
}
