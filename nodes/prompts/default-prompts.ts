import prompts from '../../assets/prompts/default-prompts.json' with { type: 'json' };

/** A source-specific part of a prompt. */
export interface PromptPart {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Sends the images whose path fits `pattern` to the part with that id; the first rule that fits wins. */
export interface PromptRule {
  readonly pattern: string;
  readonly part: string;
}

/** What the prompt nodes start from; written in `assets/prompts/`, where the reasons for its wording stand, too. */
export const DEFAULT_PROMPTS = {
  base: prompts.base.text,
  parts: prompts.parts.map(({ id, title, text }): PromptPart => ({ id, title, text })),
  rules: prompts.parts.flatMap(({ id, patterns }) =>
    patterns.map((pattern): PromptRule => ({ pattern, part: id })),
  ),
  everythingElse: prompts.everythingElse,
  aesthetic: prompts.aesthetic.text,
  questions: prompts.questions,
  /** The one instruction that the trained student gets. */
  single: prompts.unifiedInstruction,
} as const;
