import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './paths.mjs';

const FOLDERS = ['assets', 'build', 'core', 'e2e', 'electron', 'engine', 'nodes', 'renderer', 'bench'];
const RULES = Array.from({ length: 16 }, (_, index) => `RUN${index + 1}`);

/** Numbers of rules that titles of tests begin with; what stands in comments or inside a test does not count. */
function citedIn(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const beginnings = [...text.matchAll(/\(\s*['"`]((?:\[[A-Z]+\d+\]\s*)+)/g)].map(([, rules = '']) => rules);
  return beginnings.flatMap((rules) => [...rules.matchAll(/RUN\d+/g)].map(([rule]) => rule));
}

const cited = new Map(
  FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(test|spec)\.tsx?$/.test(name) && !name.includes('node_modules'))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')))
      .map((file) => [file, new Set(citedIn(file))] as const),
  ),
);
const page = readFileSync(path.join(root, 'docs/specs/run.md'), 'utf8');
const rows = [...page.matchAll(/^\| (RUN\d+) \|.*\|([^|\n]*)\|$/gm)].map(
  ([, rule = '', tests = '']) =>
    [rule, [...tests.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file)] as const,
);

describe('docs/specs/run.md', () => {
  it('has every rule of a run, once and in order', () => {
    expect(rows.map(([rule]) => rule)).toEqual(RULES);
  });

  it.each(RULES)('%s is cited by the title of a test', (rule) => {
    expect([...cited.values()].some((rules) => rules.has(rule))).toBe(true);
  });

  it.each(rows)('%s names tests that cite it', (rule, files) => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !cited.get(file)?.has(rule))).toEqual([]);
  });

  it('has a rule for every number that a test cites', () => {
    const unknown = [...cited].flatMap(([file, rules]) =>
      [...rules].filter((rule) => !RULES.includes(rule)).map((rule) => `${file}: ${rule}`),
    );
    expect(unknown).toEqual([]);
  });
});
