/** What each file exports, and which of it somebody else imports: by the compiler's own parser. */
import { dirname, join } from "node:path/posix";
import ts from "typescript";

/** One name that a file offers to others. */
export interface Export {
  readonly file: string;
  readonly name: string;
  readonly line: number;
}

/** Every imported name as `file#name`; `file#*` when the whole of a file is taken. */
export function findImports(texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [file, text] of texts) {
    const toFile = (specifier: string) => join(dirname(file), specifier);
    const source = parse(file, text);
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
        addImport(found, toFile(node.moduleSpecifier.text), node.importClause);
      } else if (
        ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword &&
        node.arguments[0] !== undefined && ts.isStringLiteral(node.arguments[0])
      ) {
        found.add(`${toFile(node.arguments[0].text)}#*`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function addImport(found: Set<string>, target: string, clause: ts.ImportClause | undefined): void {
  if (clause?.name !== undefined) found.add(`${target}#default`);
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) found.add(`${target}#*`);
  else {for (const { propertyName, name } of bindings.elements) {
      found.add(`${target}#${(propertyName ?? name).text}`);
    }}
}

export function findExports(file: string, text: string): readonly Export[] {
  const source = parse(file, text);
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  return source.statements.flatMap((statement): Export[] => {
    const isExported = ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [{ file, name: name.text, line: lineOf(statement) }] : []
      );
    }
    const { name } = statement as ts.DeclarationStatement;
    return name !== undefined && ts.isIdentifier(name)
      ? [{ file, name: name.text, line: lineOf(statement) }]
      : [];
  });
}

/** Whether a name is used in its own file beyond its declaration: then only the word `export` is too much. */
export function countUses(file: string, text: string, name: string): number {
  let uses = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name) uses++;
    ts.forEachChild(node, visit);
  };
  visit(parse(file, text));
  return uses;
}

export function parse(file: string, text: string): ts.SourceFile {
  const kind = file.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
}
