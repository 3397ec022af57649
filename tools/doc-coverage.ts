// Which public symbols lack a doc comment, and which examples do not compile. Reads the sources; needs no build.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..')
const isOurs = (node: ts.Node): boolean => /^(?:src|adapters)\//.test(pathOf(node))
const pathOf = (node: ts.Node): string => node.getSourceFile().fileName.slice(root.length + 1)
const whereIs = (node: ts.Node): string => `${pathOf(node)}:${lineOf(node, node.getStart()) + 1}`

/** One public symbol, or a member of one. */
export interface Documented {
  /** As a reader would look for it: `InviteOptions.resets.lifetime`. */
  readonly name: string
  readonly where: string
  readonly comment: string
  /** The code of its examples. */
  readonly examples: readonly string[]
  /** A function or a class. */
  readonly callable: boolean
}

/**
 * Every symbol that the entries export, every exported type that those speak of, and all their members. What stands in an
 * object type of one line is explained by the comment above it.
 */
export function publicSymbols(entries: readonly string[]): readonly Documented[] {
  const program = ts.createProgram(
    entries.map((entry) => join(root, entry)),
    compilerOptions(),
  )
  const checker = program.getTypeChecker()
  const found = new Map<ts.Node, Documented>()

  const visitSymbol = (symbol: ts.Symbol | undefined): void => {
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    for (const declaration of target?.declarations ?? [])
      if (isOurs(declaration) && isExported(declaration) && !found.has(declaration)) {
        found.set(declaration, documented(target?.name ?? '', declaration, isCallable(declaration)))
        ts.forEachChild(declaration, (child) => visitPart(target?.name ?? '', child))
      }
  }

  const visitPart = (owner: string, node: ts.Node): void => {
    if (ts.isBlock(node) || ts.isObjectLiteralExpression(node) || ts.isIndexedAccessTypeNode(node)) return
    if (ts.isTypeReferenceNode(node)) visitSymbol(checker.getSymbolAtLocation(node.typeName))
    if (ts.isExpressionWithTypeArguments(node)) visitSymbol(checker.getSymbolAtLocation(node.expression))
    const isMember = ts.isTypeElement(node) || ts.isClassElement(node)
    const name = isMember && node.name ? `${owner}.${node.name.getText()}` : owner
    if (isMember && node.name && !isOneLine(node.parent)) found.set(node, documented(name, node, false))
    ts.forEachChild(node, (child) => visitPart(name, child))
  }

  for (const entry of entries) {
    const file = program.getSourceFile(join(root, entry))
    const module = file && checker.getSymbolAtLocation(file)
    for (const symbol of module ? checker.getExportsOfModule(module) : []) visitSymbol(symbol)
  }
  return [...found.values()]
}

function isExported(declaration: ts.Node): boolean {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}

const lineOf = (node: ts.Node, at: number): number => node.getSourceFile().getLineAndCharacterOfPosition(at).line

const isOneLine = (node: ts.Node): boolean =>
  ts.isTypeLiteralNode(node) && lineOf(node, node.getStart()) === lineOf(node, node.getEnd())

const isCallable = (node: ts.Node): boolean =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isArrowFunction(node.initializer))

function documented(name: string, node: ts.Node, callable: boolean): Documented {
  const parts = ts.getJSDocCommentsAndTags(node)
  const blocks = parts.filter((part) => ts.isJSDoc(part))
  const tags = blocks.flatMap((block) => block.tags ?? [])
  return {
    name,
    where: whereIs(node),
    comment: blocks.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join(' '),
    examples: tags.flatMap(({ tagName, comment }) =>
      tagName.text === 'example' ? [ts.getTextOfJSDocComment(comment) ?? ''] : [],
    ),
    callable,
  }
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8'))
  return ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options
}

/** What the compiler has against examples; each runs as the body of a function after a common prelude. */
export function complaints(examples: readonly string[], prelude: string): readonly string[] {
  const name = join(root, 'examples.virtual.ts')
  const bodies = examples.map((example, n) => `export async function example${n}() {\n${example}\n}`)
  const text = [prelude, ...bodies].join('\n')
  const options = { ...compilerOptions(), noUnusedLocals: false, verbatimModuleSyntax: false, isolatedModules: false }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (file, ...rest) =>
    file === name ? ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) : getSourceFile(file, ...rest)
  host.fileExists = (file) => file === name || fileExists(file)
  const program = ts.createProgram([name], options, host)
  const source = program.getSourceFile(name)
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
    const line = text.slice(0, diagnostic.start).split('\n').length - 1
    return `${text.split('\n')[line]?.trim()}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`
  })
}
