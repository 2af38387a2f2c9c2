import { cellWidth, NARROW_CELLS } from "./terminal.ts";

/** One text in lines that fit, cut between words where there are any. @param indent of each line after the first. */
export function wrapCells(text: string, indent = 0, most = NARROW_CELLS): readonly string[] {
  const lines: string[] = [];
  let line = "";
  const flush = () => {
    lines.push(line.trimEnd());
    line = " ".repeat(indent);
  };
  // What begins a line of its own is no gap between words.
  for (const word of text.split(/(?<=\S )(?=\S)/)) {
    if (cellWidth(line) > indent && cellWidth(line + word.trimEnd()) > most) flush();
    for (const letter of word) {
      if (cellWidth(line + letter) > most && letter !== " ") flush();
      line += letter;
    }
  }
  if (line.trim() !== "" || lines.length === 0) flush();
  return lines;
}

/** Names and what belongs to them, one below the other; what is too long goes on below itself. */
export function toFactLines(facts: readonly (readonly [name: string, text: string])[]): readonly string[] {
  const width = Math.max(0, ...facts.map(([name]) => cellWidth(name))) + 2;
  return facts.flatMap(([name, text]) => wrapCells(name + " ".repeat(width - cellWidth(name)) + text, width));
}
