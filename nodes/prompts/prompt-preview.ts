import type { PromptFacet } from '../../core/sample.ts';
import { type ComposeParams, chooseRule, compose, composePrompt, textFields } from './compose.ts';
import { LONG_PROMPT, lintText, type PromptHint } from './lint.ts';
import type { PromptFacets } from './prompt-values.ts';
import { renderPromptText, type TextParams, text } from './text.ts';

/** How many images go where. */
export interface Coverage {
  /** By part; those that no rule fits stand under ''. */
  readonly parts: readonly { readonly part: string; readonly title: string; readonly count: number }[];
  /** By rule, in the order of the rules: images for which it is the first that fits. */
  readonly rules: readonly number[];
}

/** What can be told about a prompt node without running it. `params` are as the node's schema gives them. */
export interface PromptPreviewer<P> {
  render(params: P, facets: PromptFacets, seed: number): PromptFacet;
  lint(params: P): readonly PromptHint[];
  /** Streams over the paths of the images that are known. */
  coverage(params: P, paths: Iterable<string>): Coverage;
}

const composePreviewer: PromptPreviewer<ComposeParams> = {
  render: composePrompt,
  lint(params) {
    const fields = textFields(params);
    const hints = [...fields].flatMap(([param, value]) => lintText(param, value));
    const longest = Math.max(0, ...params.parts.map((part) => part.text.length));
    const whole = params.base.length + longest + (params.aesthetic ? params.aestheticText.length : 0);
    if (whole <= LONG_PROMPT || hints.some(({ message }) => message.startsWith('Over '))) return hints;
    const message = `With its longest part the prompt has over ${LONG_PROMPT.toLocaleString('en')} characters, on every image`;
    return [{ param: 'base', line: 1, column: 1, length: 1, message }, ...hints];
  },
  coverage(params, paths) {
    const counts = new Map<string, number>(params.parts.map(({ id }) => [id, 0]));
    const rules = params.rules.map(() => 0);
    let uncovered = 0;
    for (const path of paths) {
      const { part, rule } = chooseRule(params, path);
      if (rule < 0) uncovered += 1;
      else {
        counts.set(part, (counts.get(part) ?? 0) + 1);
        rules[rule] = (rules[rule] ?? 0) + 1;
      }
    }
    const titles = new Map(params.parts.map(({ id, title }) => [id, title]));
    const parts = [...counts].map(([part, count]) => ({ part, title: titles.get(part) ?? part, count }));
    return { parts: [...parts, { part: '', title: 'Everything else', count: uncovered }], rules };
  },
};

const textPreviewer: PromptPreviewer<TextParams> = {
  render: renderPromptText,
  lint: (params) => lintText('text', params.text),
  coverage(_params, paths) {
    let count = 0;
    for (const _ of paths) count += 1;
    return { parts: [{ part: '', title: 'All images', count }], rules: [] };
  },
};

/** A previewer whose parameters pass the node's own schema first. */
export type UncheckedPreviewer = PromptPreviewer<unknown>;

/** Node types that write prompts, by name, with what the preview asks them. Parameters may have gaps: defaults fill them. Throws a ZodError on others. */
export const PROMPT_PREVIEWS: ReadonlyMap<string, UncheckedPreviewer> = new Map([
  [compose.type, checked(composePreviewer, (params) => compose.params.parse(params) as ComposeParams)],
  [text.type, checked(textPreviewer, (params) => text.params.parse(params) as TextParams)],
]);

function checked<P>(previewer: PromptPreviewer<P>, parse: (params: unknown) => P): UncheckedPreviewer {
  return {
    render: (params, facets, seed) => previewer.render(parse(params), facets, seed),
    lint: (params) => previewer.lint(parse(params)),
    coverage: (params, paths) => previewer.coverage(parse(params), paths),
  };
}
