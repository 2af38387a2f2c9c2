/** The languages of everything that people read. Korean is what nobody has to ask for. */
export type Lang = "ko" | "en";
