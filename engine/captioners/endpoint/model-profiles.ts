/** What a family of hosted models takes, and how it counts; guesses are on the dear side, as they bound what a request may cost [RUN7]. */
export interface ModelProfile {
  readonly family: string;
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Whether `temperature` and `top_p` may be sent. */
  readonly sampling: boolean;
  readonly seed: boolean;
  /** Added to the limit of tokens, as hidden reasoning counts against it. */
  readonly reasoningTokens: number;
  /** Most input tokens that a picture of this area (pixels) may take. */
  readonly imageTokens: (pixels: number) => number;
}

interface ProfileRule extends ModelProfile {
  /** Tried on the model's name in lower case, without the part before the last slash. */
  readonly matches: RegExp;
}

/** Tiles of 512 × 512 after fitting into 2048 × 2048 with a short side of at most 768: no shape has more than 2 × 4. */
const tiles = (base: number, each: number) => () => base + each * 8;
/** Patches of `side` × `side` pixels, `most` at most, times the model's factor. */
const patches =
  (side: number, most: number, factor = 1) =>
  (pixels: number) =>
    // One more row and column for the edges of an oblong picture of up to 8:1.
    Math.ceil(
      Math.min(most, Math.ceil(pixels / (side * side)) + Math.ceil((4 * Math.sqrt(pixels)) / side)) * factor,
    );

const plain = { maxTokensField: 'max_tokens', sampling: true, seed: true, reasoningTokens: 0 } as const;
const reasoning = {
  maxTokensField: 'max_completion_tokens',
  sampling: false,
  seed: false,
  reasoningTokens: 4096,
} as const;

/**
 * First match wins. Image tokens of OpenAI's models: platform.openai.com/docs/guides/images-vision (2026-10); Qwen-VL: 28 × 28 pixels a
 * token; Claude: width × height / 750; Gemini: 258 for each tile of 768.
 */
const PROFILES: readonly ProfileRule[] = [
  {
    matches: /^gpt-5.*(mini|nano)/,
    family: 'GPT-5 mini',
    ...reasoning,
    imageTokens: patches(32, 1536, 2.46),
  },
  { matches: /^gpt-5.*chat/, family: 'GPT-5 chat', ...plain, imageTokens: tiles(70, 140) },
  { matches: /^gpt-[5-9]/, family: 'GPT-5', ...reasoning, imageTokens: tiles(70, 140) },
  { matches: /^o4-mini/, family: 'o4-mini', ...reasoning, imageTokens: patches(32, 1536, 1.72) },
  { matches: /^o\d/, family: 'o series', ...reasoning, imageTokens: tiles(75, 150) },
  { matches: /^gpt-4o-mini/, family: 'GPT-4o mini', ...plain, imageTokens: tiles(2833, 5667) },
  {
    matches: /^gpt-4\.1-(mini|nano)/,
    family: 'GPT-4.1 mini',
    ...plain,
    imageTokens: patches(32, 1536, 2.46),
  },
  { matches: /^(chatgpt|gpt-4)/, family: 'GPT-4', ...plain, imageTokens: tiles(85, 170) },
  { matches: /^claude/, family: 'Claude', ...plain, seed: false, imageTokens: patches(27, 4096) },
  {
    matches: /^gemini/,
    family: 'Gemini',
    ...plain,
    reasoningTokens: 4096,
    seed: false,
    imageTokens: patches(768, 64, 258),
  },
  {
    matches: /^(mistral|pixtral|ministral)/,
    family: 'Mistral',
    ...plain,
    seed: false,
    imageTokens: patches(16, 16384),
  },
  { matches: /qwen.*vl/, family: 'Qwen-VL', ...plain, imageTokens: patches(28, 16384) },
];

/** Small patches without merging, as the first vision models had: nothing common takes more. */
const GENERAL: ModelProfile = { family: 'OpenAI-compatible', ...plain, imageTokens: patches(14, 16384) };

export function profileOf(model: string): ModelProfile {
  const name = model.toLowerCase().split('/').at(-1) ?? '';
  return PROFILES.find(({ matches }) => matches.test(name)) ?? GENERAL;
}

/**
 * The profile that follows from a server's complaint about a parameter (status 400), or undefined where it complains about something
 * else. Newer models are met before the table knows them.
 */
export function adjustProfile(profile: ModelProfile, complaint: string): ModelProfile | undefined {
  const text = complaint.toLowerCase();
  if (
    !/unsupported|not supported|unknown|unrecognized|unexpected|extra|does not support|not allowed|deprecated/.test(
      text,
    )
  ) {
    return undefined;
  }
  if (profile.maxTokensField === 'max_tokens' && text.includes('max_completion_tokens')) {
    return { ...profile, maxTokensField: 'max_completion_tokens' };
  }
  if (profile.maxTokensField === 'max_completion_tokens' && text.includes('max_completion_tokens')) {
    return { ...profile, maxTokensField: 'max_tokens' };
  }
  if (profile.sampling && /temperature|top_p/.test(text)) return { ...profile, sampling: false };
  if (profile.seed && /\bseed\b/.test(text)) return { ...profile, seed: false };
  return undefined;
}
