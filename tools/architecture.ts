// What the shape of the code must be, file by file. Pure: a path and its text go in, complaints come out.
import { posix } from 'node:path'
import ts from 'typescript'

/** Inner to outer. A file imports from its own layer or from one nearer the start. */
const layers = [
  ['domain'],
  ['ports'],
  ['tokens', 'passwords', 'defaults'],
  ['service'],
  ['http'],
  ['client'],
  ['testing'],
]
const maxLines: Record<string, number> = {
  'src/ports/storage.ts': 150,
  'adapters/storage/memory/memory-storage.ts': 200,
}
/** What an adapter may import of another: the rows in memory, which a log is replayed into. */
const shared = ['adapters/storage/memory/rows.ts']
/** Lists are as long as they are; what mounts the routes in a framework holds no rule, and so is short. */
const limits: readonly (readonly [string, number])[] = [
  ['src/passwords/data/', Number.POSITIVE_INFINITY],
  ['adapters/web/', 100],
]
const ambient =
  /^(?:globalThis\.)?(?:Date\.now|performance\.now|Math\.random|process\.env|crypto\.(?:getRandomValues|randomUUID)|setTimeout|setInterval)$/
const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/

const isEntry = (file: string, entries: readonly string[]) => /^src\/[^/]+\.ts$/.test(file) || entries.includes(file)
const layerOf = (file: string) => layers.findIndex((names) => names.includes(file.split('/')[1] ?? ''))
/** `adapters/storage/kysely/` and `adapters/react/`: the folder that one adapter keeps to. */
const adapterOf = (file: string) => /^adapters\/(?:(?:storage|web)\/)?[^/]+\//.exec(file)?.[0]

export function inspectName(file: string): string[] {
  const bad = file.split('/').filter((part) => !kebab.test(part))
  return bad.map((part) => `${file}: "${part}" is not kebab-case`)
}

export function inspectSource(file: string, text: string, entries: readonly string[] = []): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const complaints: string[] = []
  const complain = (node: ts.Node, message: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
    complaints.push(`${file}:${line + 1}: ${message}`)
  }

  const limit = maxLines[file] ?? limits.find(([folder]) => file.startsWith(folder))?.[1] ?? 250
  const lines = text.trimEnd().split('\n').length
  if (lines > limit) complaints.push(`${file}: ${lines} lines, at most ${limit}`)

  if (isEntry(file, entries)) {
    for (const node of source.statements) if (!isExportList(node)) complain(node, 'an entry holds export lists only')
  } else if (file.startsWith('src/') && layerOf(file) < 0) {
    complaints.push(`${file}: this folder has no layer`)
  }

  const mayBeAmbient = !file.startsWith('src/') || file.startsWith('src/defaults/')
  const visit = (node: ts.Node): void => {
    const specifier = importedBy(node)
    const wrong = specifier && forbiddenImport(file, specifier.text, entries)
    if (wrong) complain(node, wrong)
    const form = forbiddenForm(file, node)
    if (form) complain(node, form)
    const name = mayBeAmbient ? undefined : ambientName(node)
    if (name) complain(node, `${name} may only stand in src/defaults and adapters`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return complaints
}

function isExportList(node: ts.Statement): boolean {
  return ts.isExportDeclaration(node) && node.exportClause !== undefined && ts.isNamedExports(node.exportClause)
}

/** The text behind `from '…'`, `import('…')` and `import('…').Type`. */
function importedBy(node: ts.Node): ts.StringLiteralLike | undefined {
  let specifier: ts.Node | undefined
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) specifier = node.moduleSpecifier
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    specifier = node.arguments[0]
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) specifier = node.argument.literal
  return specifier && ts.isStringLiteralLike(specifier) ? specifier : undefined
}

function forbiddenImport(file: string, specifier: string, entries: readonly string[]): string | undefined {
  if (!specifier.startsWith('.')) {
    return file.startsWith('src/domain/') ? `src/domain imports the package ${specifier}` : undefined
  }
  const target = posix.join(posix.dirname(file), specifier)
  if (file.startsWith('adapters/')) {
    const own = adapterOf(file)
    if ((own && target.startsWith(own)) || /^src\/[^/]+\.ts$/.test(target) || shared.includes(target)) return undefined
    return `an adapter imports its own folder, packages and src/*.ts, not ${target}`
  }
  if (!target.startsWith('src/')) return `src imports ${target}`
  if (isEntry(file, entries)) return undefined
  const layer = layerOf(target)
  if (layer < 0) return `${target} belongs to no layer`
  return layer > layerOf(file) ? `imports point inward, ${target} is further out` : undefined
}

function forbiddenForm(file: string, node: ts.Node): string | undefined {
  if (ts.isEnumDeclaration(node)) return 'no enum'
  if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name) && node.name.text !== 'global') return 'no namespace'
  if (ts.isClassLike(node) && !/[/-]errors?\.ts$/.test(file))
    return 'a class is an error, and stands in a file of that name'
  if (ts.isExportAssignment(node)) return 'no default export'
  if (ts.isExportSpecifier(node) && node.name.text === 'default') return 'no default export'
  const isDefault =
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.DefaultKeyword)
  return isDefault ? 'no default export' : undefined
}

/** A use of the clock, chance or the environment. Comments and texts are not looked at. */
function ambientName(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) return 'new Date()'
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date()'
  if (ts.isIdentifier(node) && isMemberName(node)) return undefined
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node))
    return undefined
  const name = node.getText().replace(/\?\.|\s/g, (found) => (found === '?.' ? '.' : ''))
  const dotted = name.replace(/\[['"](\w+)['"]\]/g, '.$1')
  return ambient.test(dotted) ? dotted : undefined
}

/** The `setTimeout` of `x.setTimeout`, `{ setTimeout: … }` or a type's member is not the global. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  return (ts.isPropertyAssignment(parent) || ts.isTypeElement(parent)) && parent.name === node
}
