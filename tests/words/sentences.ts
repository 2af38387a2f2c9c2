/** The sentences with which the sources refuse something, as far as they can be read off: by the compiler's own parser. */
import ts from "typescript";

/** Stands for what is known only when the sentence is made. */
export const HOLE = "⟨…⟩";

const MOST_FORMS = 64;

/** Classes of refusals, and which of their arguments are sentences. */
const REFUSALS: Readonly<Record<string, readonly number[]>> = {
  UserError: [1, 2],
  CommandRefusal: [2],
  CalendarFileError: [0],
  BacktestError: [2],
};

/** Functions of the house that make one, by the file that has them. */
const MAKERS: ReadonlySet<string> = new Set(["refuse", "refusal", "usageError", "noRights", "requireYes"]);

/** Refuses a file of candles; a code stands behind the sentence. */
const FILE_REFUSAL = "toFileError";

export interface Sentence {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Every form of every sentence of a file. */
export function findSentences(file: string, text: string): readonly Sentence[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const consts = findConsts(source);
  const found: Sentence[] = [];
  const visit = (node: ts.Node): void => {
    const asked = file.startsWith(FINDINGS) ? [...toAsked(node), ...toFinding(node, consts)] : toAsked(node);
    const forms = combine(asked.map((part) => formsOf(part, { consts, depth: 0 })), "; ");
    for (const form of new Set(forms)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      if (form.replaceAll(HOLE, "").replace(/[^\p{L}]/gu, "") !== "") found.push({ file, line, text: form });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Takes texts that no reader of Korean gets: help, faults of the program itself, and what files and logs hold. */
const SILENT: ReadonlySet<string> = new Set([
  ...["description", "option", "requiredOption", "argument", "addHelpText", "Option", "Argument", "choices"],
  ...["RangeError", "TypeError", "Error", "SyntaxError", "prepare", "exec", "rows", "startsWith", "join"],
  ...["toCommand", "info", "warn"],
]);

/** Two English words in a row, or a sentence of them with names and figures between. */
const WORDS = /[a-z]{2,} [a-z]{2,}|[a-z]{3,} ⟨…⟩ [a-z]{2,}/;

/** Texts of a file of commands that are put together for a person, whoever prints them. */
export function findSaid(file: string, text: string): readonly Sentence[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const consts = new Map<string, ts.Expression>();
  const help = findHelp(source);
  const found: Sentence[] = [];
  const say = (node: ts.Expression): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    for (const form of new Set(formsOf(node, { consts, depth: 0 }))) {
      if (WORDS.test(form)) found.push({ file, line, text: form });
    }
    visitParts(node);
  };
  // What is put into a text may be made of texts of its own.
  const visitParts = (node: ts.Node): void =>
    ts.forEachChild(node, (part) => isPart(part) ? visitParts(part) : visit(part));
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isSilent(node) || isSilentArgument(node)) {
      return;
    }
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && help.has(node.name.text)) return;
    if (ts.isExpression(node) && isSaid(node)) return say(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found;
}

/** Constants that only help is made of: it is for whoever types commands, whose words are English. */
function findHelp(source: ts.SourceFile): ReadonlySet<string> {
  const inHelp = new Set<string>();
  const elsewhere = new Set<string>();
  const visit = (node: ts.Node, isHelp: boolean): void => {
    const isNamed = ts.isVariableDeclaration(node.parent) && node.parent.name === node;
    if (ts.isIdentifier(node) && !isNamed) (isHelp ? inHelp : elsewhere).add(node.text);
    ts.forEachChild(node, (part) => visit(part, isHelp || isSilentArgument(part)));
  };
  ts.forEachChild(source, (part) => visit(part, false));
  return inHelp.difference(elsewhere);
}

function isSilent(node: ts.Node): boolean {
  // The name of a check has a text of its own.
  if (ts.isVariableDeclaration(node) && node.name.getText() === "check") return true;
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
    return SILENT.has(node.expression.text) || node.expression.text in REFUSALS;
  }
  if (!ts.isCallExpression(node)) return false;
  const { expression: called } = node;
  return ts.isIdentifier(called) && (SILENT.has(called.text) || MAKERS.has(called.text));
}

/** An argument of a call like `command.option(…)`, which may stand in a chain of such calls. */
function isSilentArgument(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isCallExpression(parent) && parent.expression !== node &&
    ts.isPropertyAccessExpression(parent.expression) && SILENT.has(parent.expression.name.text);
}

const isPart = (node: ts.Node) =>
  ts.isTemplateSpan(node) || ts.isTemplateLiteralToken(node) || ts.isConditionalExpression(node) ||
  ts.isParenthesizedExpression(node) || ts.isTemplateExpression(node) || ts.isStringLiteral(node) ||
  (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken);

function isSaid(node: ts.Expression): boolean {
  return ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateExpression(node) ||
    (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken);
}

/** The expressions of one sentence, its problem and its hint; none for a node that refuses nothing. */
function toAsked(node: ts.Node): readonly ts.Expression[] {
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
    const places = REFUSALS[node.expression.text] ?? [];
    return places.flatMap((at) => {
      const argument = node.arguments?.[at];
      return argument === undefined ? [] : [messageOf(argument) ?? argument];
    });
  }
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return [];
  if (node.expression.text === FILE_REFUSAL) return node.arguments.slice(0, 1);
  if (!MAKERS.has(node.expression.text)) return [];
  const last = node.arguments.at(-1);
  return last === undefined || ts.isObjectLiteralExpression(last) ? [] : [last];
}

/** Their `text` and `fix` are sentences, too. */
const FINDINGS = "cli/doctor/";

function toFinding(node: ts.Node, consts: ReadonlyMap<string, ts.Expression>): readonly ts.Expression[] {
  if (ts.isPropertyAssignment(node) && isOfFinding(node.name.getText())) return [node.initializer];
  if (!ts.isShorthandPropertyAssignment(node) || !isOfFinding(node.name.text)) return [];
  const said = consts.get(node.name.text);
  return said === undefined ? [] : [said];
}

const isOfFinding = (name: string) => name === "text" || name === "fix";

/** Of `{ message: … }`. */
function messageOf(node: ts.Expression): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  for (const property of node.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === "message") {
      return property.initializer;
    }
  }
  return ts.factory.createStringLiteral("");
}

/** By name: what a `const` of this file says, where there is one of the name. */
function findConsts(source: ts.SourceFile): ReadonlyMap<string, ts.Expression> {
  const found = new Map<string, ts.Expression | undefined>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      found.set(node.name.text, found.has(node.name.text) ? undefined : node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return new Map([...found].flatMap(([name, node]) => node === undefined ? [] : [[name, node]]));
}

interface Known {
  readonly consts: ReadonlyMap<string, ts.Expression>;
  readonly depth: number;
}

function formsOf(node: ts.Expression, known: Known): readonly string[] {
  const { consts, depth } = known;
  if (depth > 6) return [HOLE];
  const deeper = { consts, depth: depth + 1 };
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return formsOf(node.expression, known);
  if (ts.isConditionalExpression(node)) {
    return [...formsOf(node.whenTrue, deeper), ...formsOf(node.whenFalse, deeper)];
  }
  if (ts.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind;
    const both = [formsOf(node.left, deeper), formsOf(node.right, deeper)];
    if (kind === ts.SyntaxKind.PlusToken) return combine(both, "");
    return kind === ts.SyntaxKind.QuestionQuestionToken ? both.flat() : [HOLE];
  }
  if (ts.isTemplateExpression(node)) {
    return combine([
      [node.head.text],
      ...node.templateSpans.flatMap((span) => [formsOf(span.expression, deeper), [span.literal.text]]),
    ], "");
  }
  if (ts.isIdentifier(node)) {
    const said = consts.get(node.text);
    return said !== undefined && isText(said) ? formsOf(said, deeper) : [HOLE];
  }
  return ts.isCallExpression(node) && node.expression.getText() === "toDoorWords"
    ? doorWordsOf(node).flatMap((words) => formsOf(words, deeper))
    : [HOLE];
}

/** What a terminal types and what another door says instead. */
function doorWordsOf({ arguments: [, words] }: ts.CallExpression): readonly ts.Expression[] {
  return words !== undefined && ts.isObjectLiteralExpression(words)
    ? words.properties.flatMap((property) => ts.isPropertyAssignment(property) ? [property.initializer] : [])
    : [];
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteral(node) || ts.isTemplateExpression(node) || ts.isConditionalExpression(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) || ts.isParenthesizedExpression(node);
}

function combine(parts: readonly (readonly string[])[], between: string): readonly string[] {
  return parts.reduce<readonly string[]>(
    (whole, forms, i) =>
      whole.flatMap((begun) => forms.map((form) => i === 0 ? form : `${begun}${between}${form}`)).slice(
        0,
        MOST_FORMS,
      ),
    parts.length === 0 ? [] : [""],
  );
}
