/**
 * The Korean of the house for what runs from the first moment of a service: its sentences are as long as a tenth of the
 * program, and a start must not wait for them. They are read right after it, with the pages.
 */
let korean: typeof import("./korean.ts") | undefined;

/** From then on `toKoreanLate` knows every sentence. */
export async function readKorean(): Promise<void> {
  korean ??= await import("./korean.ts");
}

/** @returns the sentence as it is, as long as nothing is read. */
export function toKoreanLate(sentence: string): string {
  return korean?.toKorean(sentence) ?? sentence;
}
