import { describe, expect, it } from 'vitest';
import type { Facets } from '../../core/sample.ts';
import { facetsOf, runEach } from '../node-double.ts';
import { type ComposeParams, compose } from './compose.ts';
import { DEFAULT_PROMPTS } from './default-prompts.ts';

const SMALL = {
  base: 'Describe the image.',
  parts: [
    {
      id: 'landmark',
      title: 'Landmarks',
      text: 'Name the place.{{#image.alt}} Label: {{image.alt}}.{{/image.alt}}',
    },
    { id: 'general', title: 'General', text: 'Count things. {{image.width}} × {{image.height}}' },
  ],
  rules: [
    { pattern: 'places/**', part: 'landmark' },
    { pattern: '**', part: 'general' },
  ],
  everythingElse: '',
  aestheticText: 'Then the light.',
  questions: ['One?', 'Two?', 'Three?'],
};

function promptOf(path: string, params: object = SMALL, more: Partial<Facets> = {}, seed = 0) {
  const verdict = runEach(compose, facetsOf(path, more), params as never, seed);
  return verdict.patch.prompt;
}

function readsFor(params: object) {
  return [...(compose.readsFor?.(compose.params.parse(params)) ?? [])].sort();
}

describe('prompt by source', () => {
  it('[NODE6] joins base and the part of the first rule that fits', () => {
    expect(promptOf('places/tower.jpg')).toEqual({
      text: 'Describe the image.\n\nName the place.',
      question: 'One?',
      part: 'landmark',
    });
    expect(promptOf('other/cat.jpg')?.text).toBe('Describe the image.\n\nCount things. 640 × 480');
  });

  it('[NODE6] falls back on the part for everything else, and on none', () => {
    const rules = { ...SMALL, rules: [] };
    expect(promptOf('a.jpg', rules)).toMatchObject({ text: 'Describe the image.', part: '' });
    expect(promptOf('a.jpg', { ...rules, everythingElse: 'landmark' })).toMatchObject({ part: 'landmark' });
  });

  it('[NODE4] leaves no hole where a label is missing, and takes it where it is there', () => {
    const text = promptOf('places/tower.jpg', SMALL, { metadata: { alt: 'Tower, 1889' } })?.text;
    expect(text).toBe('Describe the image.\n\nName the place. Label: Tower, 1889.');
  });

  it('adds aesthetics last, where they are on', () => {
    expect(promptOf('places/a.jpg', { ...SMALL, aesthetic: true })?.text).toMatch(/\n\nThen the light\.$/);
  });

  it('draws the exported question by the seed', () => {
    const drawn = [0, 1, 2, 3, 2_147_483_647].map((seed) => promptOf('a.jpg', SMALL, {}, seed)?.question);
    expect(drawn).toEqual(['One?', 'Two?', 'Three?', 'One?', 'Two?']);
    expect(promptOf('a.jpg', { ...SMALL, questions: [' ', ''] })?.question).toBe('');
  });

  it('[NODE5] reads only what its variables and rules ask for', () => {
    expect(readsFor(SMALL)).toEqual(['image', 'location', 'metadata']);
    expect(readsFor({ base: 'x', parts: [], rules: [], everythingElse: '' })).toEqual([]);
    expect(readsFor({ base: '{{evidence.exif.date}}', parts: [], rules: [], everythingElse: '' })).toEqual([
      'evidence',
    ]);
    expect(
      readsFor({
        base: '{{#metadata.tags}}{{name}}{{/metadata.tags}}',
        parts: [],
        rules: [],
        everythingElse: '',
      }),
    ).toEqual(['metadata']);
  });

  it('[NODE5] gives the same prompt whether it gets all facets or only those it reads', () => {
    const params = compose.params.parse({}) as ComposeParams;
    const facets = facetsOf('web-landmark/a.jpg', {
      metadata: { alt: 'Dome' },
      evidence: { exif: { date: '2020' } },
    });
    const reads = new Set(compose.readsFor?.(params));
    const narrowed = Object.fromEntries(
      Object.entries(facets).filter(([name]) => reads.has(name as keyof Facets)),
    );
    expect(runEach(compose, narrowed as Partial<Facets>)).toEqual(runEach(compose, facets));
  });

  it('names every problem of its parameters', () => {
    const problems = compose.check?.(
      compose.params.parse({
        base: '{{#a}}',
        parts: [
          { id: 'x', title: '', text: '{{> y}}' },
          { id: 'x', title: '', text: '' },
        ],
        rules: [
          { pattern: '{a', part: 'x' },
          { pattern: 'a', part: 'gone' },
        ],
        everythingElse: 'lost',
        aestheticText: '{{',
      }),
    );
    expect(problems?.map(({ param, message }) => `${param}: ${message}`)).toEqual([
      'base: The section "a" is not closed.',
      'rules: The pattern "{a" does not work. A { or [ is not closed.',
      'parts: Two parts are called "x".',
      'rules: "a" asks for the part "gone", which is not there.',
      'everythingElse: There is no part "lost".',
    ]);
  });

  it('covers the sources of ShareGPT4V with its default rules', () => {
    const paths = {
      'coco/train2017/000000000009.jpg': 'general',
      'sam/images/sa_545504.jpg': 'general',
      'llava/llava_pretrain/images/00453/004539375.jpg': 'general',
      'web-landmark/images/tower.jpg': 'landmark',
      'web-celebrity/images/someone.jpg': 'celebrity',
      'wikiart/images/painting.jpg': 'artwork',
      'share_textvqa/images/1.jpg': 'text',
      'ocr_vqa/images/1.jpg': 'text',
    };
    const parts = Object.keys(paths).map((path) => [path, promptOf(path, {})?.part]);
    expect(Object.fromEntries(parts)).toEqual(paths);
    expect(DEFAULT_PROMPTS.questions.length).toBeGreaterThan(10);
  });
});
