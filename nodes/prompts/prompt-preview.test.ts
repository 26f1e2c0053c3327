import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { facetsOf, runEach } from '../node-double.ts';
import { compose } from './compose.ts';
import { PROMPT_PREVIEWS } from './prompt-preview.ts';
import { text } from './text.ts';

const preview = (type: string) => {
  const previewer = PROMPT_PREVIEWS.get(type);
  if (!previewer) throw new Error(type);
  return previewer;
};

describe('the preview', () => {
  it.each([compose, text])('shows exactly what $type will send', (type) => {
    const facets = facetsOf('wikiart/a.jpg', { metadata: { alt: 'Lady' } });
    const params: JsonObject = type === text ? { text: 'See {{image.name}}, {{image.alt}}.' } : {};
    expect(preview(type.type).render(params, facets, 5)).toEqual(
      runEach(type, facets, params, 5).patch.prompt,
    );
  });

  it('[FORM7] counts images by part and by rule, and those that no rule fits', () => {
    const paths = ['wikiart/1.jpg', 'coco/2.jpg', 'coco/3.jpg', 'holiday/4.jpg'];
    const { parts } = preview('prompts.compose').coverage({}, paths);
    expect(parts.filter(({ count }) => count > 0)).toEqual([
      { part: 'artwork', title: 'Works of art', count: 1 },
      { part: 'general', title: 'Everyday scenes', count: 2 },
      { part: '', title: 'Everything else', count: 1 },
    ]);
    const rules = ['{', 'coco/2*', 'coco/**', 'coco/3*'].map((pattern) => ({ pattern, part: '' }));
    expect(preview('prompts.compose').coverage({ rules }, paths).rules).toEqual([0, 1, 1, 0]);
    expect(preview('prompts.text').coverage({}, paths)).toEqual({
      parts: [{ part: '', title: 'All images', count: 4 }],
      rules: [],
    });
  });

  it('names the part in which a hint stands, and warns of a prompt that is long only as a whole', () => {
    const parts = [{ id: 'a', title: 'A', text: `Say {{x}}. ${'y '.repeat(1500)}` }];
    const hints = preview('prompts.compose').lint({
      base: 'z '.repeat(1600),
      parts,
      rules: [],
      everythingElse: '',
    });
    expect(hints.map(({ param, message }) => [param, message.slice(0, 16)])).toEqual([
      ['base', 'With its longest'],
      ['parts.a', '"x" is not known'],
    ]);
  });

  it('refuses parameters that are not the node’s', () => {
    expect(() => preview('prompts.text').render({ text: 7 }, {}, 0)).toThrow();
  });
});
