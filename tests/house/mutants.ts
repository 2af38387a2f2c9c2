/** Small mistakes that a test should find: every place of a file where one can be made, and the file with it made. */
import ts from "typescript";
import { parse } from "./exports.ts";

export type MutantKind =
  | "comparison"
  | "boundary"
  | "arithmetic"
  | "constant"
  | "condition"
  | "call"
  | "return";

/** A stretch of a file and what stands there instead. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly kind: MutantKind;
  readonly from: number;
  readonly to: number;
  readonly was: string;
  readonly becomes: string;
}

const OPERATORS: Readonly<Record<string, readonly [MutantKind, string]>> = {
  "<": ["boundary", "<="],
  "<=": ["boundary", "<"],
  ">": ["boundary", ">="],
  ">=": ["boundary", ">"],
  "===": ["comparison", "!=="],
  "!==": ["comparison", "==="],
  "&&": ["condition", "||"],
  "||": ["condition", "&&"],
  "??": ["condition", "&&"],
  "+": ["arithmetic", "-"],
  "-": ["arithmetic", "+"],
  "*": ["arithmetic", "/"],
  "/": ["arithmetic", "*"],
  "%": ["arithmetic", "*"],
};

/** Every site of a file, in the order of the text. */
export function findMutants(file: string, text: string): readonly Mutant[] {
  const source = parse(file, text);
  const found: Mutant[] = [];
  const add = (node: ts.Node, kind: MutantKind, becomes: string) => {
    const [from, to] = [node.getStart(source), node.getEnd()];
    // `return undefined` without its value is the same program, so it is no site.
    if (text.slice(from, to) === becomes) return;
    const line = source.getLineAndCharacterOfPosition(from).line + 1;
    found.push({ file, line, kind, from, to, was: text.slice(from, to), becomes });
  };
  const visit = (node: ts.Node): void => {
    // Types and words that people read are no behaviour.
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const change = OPERATORS[node.operatorToken.getText(source)];
      // A plus may join text; a minus there is caught by every test that reads it, so it counts.
      if (change !== undefined) add(node.operatorToken, change[0], change[1]);
    } else if (ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent.parent ?? node.parent)) {
      add(node, "constant", `(${node.getText(source)} + 1)`);
    } else if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, "constant", "false");
    else if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, "constant", "true");
    else if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
      const condition = ts.isIfStatement(node) ? node.expression : node.condition;
      add(condition, "condition", `!(${condition.getText(source)})`);
    } else if (ts.isExpressionStatement(node) && isCall(node.expression)) add(node, "call", ";");
    else if (ts.isReturnStatement(node) && node.expression !== undefined) {
      add(node.expression, "return", "undefined");
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.toSorted((a, b) => a.from - b.from);
}

function isCall(expression: ts.Expression): boolean {
  const inner = ts.isAwaitExpression(expression) || ts.isVoidExpression(expression)
    ? expression.expression
    : expression;
  return ts.isCallExpression(inner);
}

export function applyMutant(text: string, { from, to, becomes }: Mutant): string {
  return text.slice(0, from) + becomes + text.slice(to);
}

/** One line for people. */
export function toMutantText({ file, line, kind, was, becomes }: Mutant): string {
  const short = (text: string) => text.replace(/\s+/g, " ").slice(0, 60);
  return `src/${file}:${line} ${kind}: ${short(was)}  →  ${short(becomes)}`;
}

/** `count` of them, each once, the same for the same seed whatever the machine. */
export function drawMutants(
  all: readonly Mutant[],
  options: { count: number; seed: number },
): readonly Mutant[] {
  const left = [...all];
  const drawn: Mutant[] = [];
  let state = (options.seed * 2_654_435_761) >>> 0;
  while (drawn.length < options.count && left.length > 0) {
    // mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const at = ((mixed ^ (mixed >>> 14)) >>> 0) % left.length;
    drawn.push(...left.splice(at, 1));
  }
  return drawn;
}
