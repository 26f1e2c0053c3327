import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Attributes and properties whose text a person reads or hears. */
const READ = new Set([
  ...[
    'aria-label',
    'aria-description',
    'aria-valuetext',
    'aria-roledescription',
    'ariaLabel',
    'alt',
    'title',
  ],
  ...[
    'placeholder',
    'label',
    'text',
    'help',
    'hint',
    'description',
    'message',
    'remedy',
    'heading',
    'caption',
  ],
]);
/** Functions whose first argument a person reads or hears. */
const SAYING = new Set(['toast', 'announce']);

/**
 * A text of the interface that stands in code instead of the catalogue.
 *
 * @typedef {object} StrayText
 * @property {string} file
 * @property {number} line the first is 1
 * @property {string} text
 */

/**
 * Texts of the interface in one file: what stands between tags, in attributes and properties that are read, and in messages.
 *
 * @param {string} file its name decides whether it is read as TSX
 * @param {string} source
 * @returns {readonly StrayText[]}
 */
export function strayTexts(file, source) {
  const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, kind);
  /** @type {StrayText[]} */
  const found = [];
  /** @param {ts.Node} node @param {string} text */
  const report = (node, text) => {
    if (!isWorded(text)) return;
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    found.push({ file, line: line + 1, text: text.trim() });
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isJsxText(node)) report(node, node.text);
    else if (ts.isJsxAttribute(node) && READ.has(node.name.getText(tree))) values(node.initializer, report);
    else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) values(node.expression, report);
    else if (ts.isPropertyAssignment(node) && READ.has(nameOf(node.name))) values(node.initializer, report);
    else if (ts.isCallExpression(node) && SAYING.has(node.expression.getText(tree)))
      values(node.arguments[0], report);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/**
 * All of a folder, without its catalogue and its tests.
 *
 * @param {string} folder
 * @param {(file: string) => boolean} isCatalogue
 * @returns {readonly StrayText[]}
 */
export function findTexts(folder, isCatalogue) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter(
      (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|(^|\/)testing-/.test(file) && !isCatalogue(file),
    )
    .flatMap((file) => strayTexts(file, readFileSync(path.join(folder, file), 'utf8')));
}

/**
 * The texts that an expression can be: itself, either side of a choice, the parts of a template.
 *
 * @param {ts.Node | undefined} node
 * @param {(node: ts.Node, text: string) => void} report
 */
function values(node, report) {
  if (!node) return;
  if (ts.isStringLiteralLike(node)) report(node, node.text);
  else if (ts.isTemplateExpression(node))
    report(
      node,
      [node.head, ...node.templateSpans.map((span) => span.literal)].map(({ text }) => text).join(' '),
    );
  else if (ts.isConditionalExpression(node)) {
    values(node.whenTrue, report);
    values(node.whenFalse, report);
  } else if (ts.isBinaryExpression(node)) values(node.right, report);
  else if (ts.isJsxExpression(node) || ts.isParenthesizedExpression(node)) values(node.expression, report);
}

/** @param {ts.PropertyName} name */
function nameOf(name) {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '';
}

/**
 * Whether a text has a word in it; addresses, file patterns, ends of ids, keys and signs have none that could be said otherwise.
 *
 * @param {string} text
 */
function isWorded(text) {
  const plain = text.trim();
  return /\p{L}{2}/u.test(plain) && !/^\S*[/:.*@]\S*$|^-[\w-]+$/.test(plain);
}
