/** A name that a prompt's template can use, with what it holds on one image. */
export interface PromptVariable {
  /** As written between the braces, e.g. `image.alt`. */
  readonly name: string;
  /** `list` is gone through by a section, item by item; a `group` has names of its own. */
  readonly kind: 'text' | 'list' | 'group';
  /** The beginning of what it holds; '' where the image lacks it. */
  readonly text: string;
  /** Names that the items of a list have, usable inside its section. */
  readonly fields?: readonly string[];
}

/** A change that takes a hint away: other text for the stretch that it marks, or text at the prompt's end. */
export type PromptFix =
  | { readonly title: string; readonly replace: string }
  | { readonly title: string; readonly append: string };
