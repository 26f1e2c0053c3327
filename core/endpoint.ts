/*
 * Facts about hosted models that people may look at and change: what a family of models takes, how it counts pictures, what it costs.
 */

/** How a model counts the tokens of a picture. Sizes are pixels of the picture as it is sent. */
export type ImageTokenRule =
  /** OpenAI's tiles: fitted into 2048 × 2048 and to a short side of 768, then `base` and `each` for every tile of 512. */
  | { readonly kind: 'tiles'; readonly base: number; readonly each: number }
  /** Squares of `side` pixels, at most `most` and at least `least` of them (the model scales pictures down, and small ones up), times `factor`. */
  | {
      readonly kind: 'patches';
      readonly side: number;
      readonly most: number;
      readonly least?: number;
      readonly factor: number;
    }
  /** One token for so many pixels, at most `most` tokens. */
  | { readonly kind: 'area'; readonly pixelsPerToken: number; readonly most: number }
  /** Gemini's crops: squares of two thirds of the short side (256 to 768 pixels), `each` tokens; small pictures are one. */
  | { readonly kind: 'crops'; readonly each: number }
  /** The same for every picture, or the most that any takes. */
  | { readonly kind: 'fixed'; readonly tokens: number };

/** What a family of models takes, and how it counts. */
export interface ModelProfile {
  /** Title, and what a changed profile is known by. */
  readonly family: string;
  /** Patterns of model names in small letters, `*` for anything; without a slash they are tried on what follows the name's last slash. */
  readonly models: readonly string[];
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  readonly temperature: boolean;
  readonly topP: boolean;
  readonly seed: boolean;
  /** Added to the limit of tokens, as hidden reasoning counts against it. */
  readonly reasoningTokens: number;
  readonly image: ImageTokenRule;
  /** Where the figures are from. */
  readonly source: string;
}

/** US dollars per million tokens. */
export interface TokenPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  /** Of what the provider had cached; absent: as any input. */
  readonly cachedInputPerMillion?: number;
  /** Through the Batch API; absent: there is none, or its price is not known. */
  readonly batchInputPerMillion?: number;
  readonly batchOutputPerMillion?: number;
}

/** What models cost at one provider. */
export interface PriceRow extends TokenPrice {
  /** Host of the provider's address; the same model elsewhere costs something else. */
  readonly host: string;
  /** Patterns, as in profiles. */
  readonly models: readonly string[];
  /** Day of the figures, YYYY-MM-DD. */
  readonly asOf: string;
}

/** What a price row is known by: its provider and the first of its patterns. */
export function priceRowId({ host, models }: Pick<PriceRow, 'host' | 'models'>): string {
  return `${host}/${models[0] ?? ''}`;
}

/** Whether a model's name fits one of the patterns; capital letters count as small ones. */
export function matchesModel(patterns: readonly string[], model: string): boolean {
  const whole = model.toLowerCase();
  const last = whole.slice(whole.lastIndexOf('/') + 1);
  return patterns.some((pattern) => fits(pattern, pattern.includes('/') ? whole : last));
}

/** Stars stand for anything. Walks once along the text, so that no pattern is slow. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
