import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './paths.mjs';

const GUIDE = join(root, 'docs', 'guide');
const pages = readdirSync(GUIDE)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(GUIDE, name), 'utf8') }));
const pictures = readdirSync(join(GUIDE, 'pictures'));

/** Targets of links and pictures, without what stands in code. */
function linksOf(text: string): readonly { readonly picture: boolean; readonly target: string }[] {
  const plain = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...plain.matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, mark, target = '']) => ({
    picture: mark === '!',
    target,
  }));
}

function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

describe('[START8] the guide', () => {
  it('has every picture that it shows, and shows every picture that it has', () => {
    const shown = pages.flatMap(({ text }) => linksOf(text).filter(({ picture }) => picture));
    const names = shown.map(({ target }) => target.replace(/^pictures\//, ''));
    expect([...new Set(names)].sort()).toEqual([...pictures].sort());
  });

  it('has a journey for every picture', () => {
    const journeys = readdirSync(join(root, 'e2e')).filter((name) => name.endsWith('.spec.ts'));
    const taken = journeys.flatMap((name) =>
      [...readFileSync(join(root, 'e2e', name), 'utf8').matchAll(/guidePicture\(\s*\w+,\s*'([\w-]+)'/g)].map(
        ([, picture]) => `${picture}.webp`,
      ),
    );
    expect([...new Set(taken)].sort()).toEqual([...pictures].sort());
  });

  it('names every page in its contents', () => {
    const contents = pages.find(({ name }) => name === 'README.md')?.text ?? '';
    const named = linksOf(contents).map(({ target }) => target);
    const others = pages.map(({ name }) => name).filter((name) => name !== 'README.md');
    expect(named).toEqual(expect.arrayContaining(others));
  });

  it.each(pages)(
    '$name: begins with its title, describes its pictures, and its links lead somewhere',
    ({ text }) => {
      expect(text).toMatch(/^# .+\n/);
      expect(text).not.toMatch(/!\[\]\(/);
      for (const { picture, target } of linksOf(text)) {
        if (picture || /^https:\/\//.test(target)) continue;
        const [path = '', anchor] = target.split('#');
        const page = path === '' ? text : pages.find(({ name }) => name === path)?.text;
        expect(page, target).toBeDefined();
        if (anchor !== undefined) expect(anchorsOf(page ?? ''), target).toContain(anchor);
      }
    },
  );
});
