import type { ModelProfile } from '../../../core/endpoint.ts';

const PLAIN = {
  maxTokensField: 'max_tokens',
  temperature: true,
  topP: true,
  seed: true,
  reasoningTokens: 0,
} as const;
const REASONING = {
  maxTokensField: 'max_completion_tokens',
  temperature: false,
  topP: false,
  seed: false,
  reasoningTokens: 4096,
} as const;
const OPENAI = 'platform.openai.com/docs/guides/images-vision';
const OPENAI_REASONING = 'platform.openai.com/docs/guides/images-vision and /reasoning';

/**
 * The profiles that come with the app; the first whose pattern fits is taken. Figures are upper ends where documents differ, because
 * they bound what a request may cost [RUN7]. Each names the document that its figures follow; documents change, so that users may, too. Parameters: platform.openai.com/docs/guides/reasoning (the reasoning models take neither
 * temperature nor top_p and want `max_completion_tokens`), docs.anthropic.com/en/api/openai-sdk (no seed),
 * ai.google.dev/gemini-api/docs/openai, docs.mistral.ai/api (`random_seed` instead of `seed`).
 */
export const PROFILE_TABLE: readonly ModelProfile[] = [
  {
    family: 'GPT-5 mini',
    models: ['gpt-5*mini*'],
    ...REASONING,
    image: { kind: 'patches', side: 32, most: 1536, factor: 1.62 },
    source: OPENAI_REASONING,
  },
  {
    family: 'GPT-5 nano',
    models: ['gpt-5*nano*'],
    ...REASONING,
    image: { kind: 'patches', side: 32, most: 1536, factor: 2.46 },
    source: OPENAI_REASONING,
  },
  {
    family: 'GPT-5 chat',
    models: ['gpt-5*chat*'],
    ...PLAIN,
    image: { kind: 'tiles', base: 70, each: 140 },
    source: OPENAI,
  },
  {
    family: 'GPT-5',
    models: ['gpt-5', 'gpt-5-2*', 'gpt-5.1*', 'gpt-5.2*'],
    ...REASONING,
    image: { kind: 'tiles', base: 70, each: 140 },
    source: OPENAI_REASONING,
  },
  {
    family: 'GPT-5.4 and later',
    models: ['gpt-5*', 'gpt-6*', 'gpt-7*'],
    ...REASONING,
    image: { kind: 'patches', side: 32, most: 2500, factor: 1.2 },
    source: 'Not checked: patches as newer models count them, with a fifth to spare',
  },
  {
    family: 'o4-mini',
    models: ['o4-mini*'],
    ...REASONING,
    image: { kind: 'patches', side: 32, most: 1536, factor: 1.72 },
    source: OPENAI_REASONING,
  },
  {
    family: 'o series',
    models: ['o1*', 'o3*', 'o4*'],
    ...REASONING,
    image: { kind: 'tiles', base: 75, each: 150 },
    source: OPENAI_REASONING,
  },
  {
    family: 'GPT-4o mini',
    models: ['gpt-4o-mini*'],
    ...PLAIN,
    image: { kind: 'tiles', base: 2833, each: 5667 },
    source: OPENAI,
  },
  {
    family: 'GPT-4.1 mini',
    models: ['gpt-4.1-mini*'],
    ...PLAIN,
    image: { kind: 'patches', side: 32, most: 1536, factor: 1.62 },
    source: OPENAI,
  },
  {
    family: 'GPT-4.1 nano',
    models: ['gpt-4.1-nano*'],
    ...PLAIN,
    image: { kind: 'patches', side: 32, most: 1536, factor: 2.46 },
    source: OPENAI,
  },
  {
    family: 'GPT-4',
    models: ['gpt-4*', 'chatgpt*'],
    ...PLAIN,
    image: { kind: 'tiles', base: 85, each: 170 },
    source: OPENAI,
  },
  {
    family: 'Claude',
    models: ['claude*'],
    ...PLAIN,
    seed: false,
    // Pictures over 1,568 pixels a side are scaled down by most models, over 2,576 by the newest: the latter's most.
    image: { kind: 'area', pixelsPerToken: 750, most: 4784 },
    source: 'docs.anthropic.com/en/docs/build-with-claude/vision',
  },
  {
    family: 'Gemini',
    models: ['gemini*'],
    ...PLAIN,
    seed: false,
    reasoningTokens: 4096,
    image: { kind: 'crops', each: 258 },
    source: 'ai.google.dev/gemini-api/docs/tokens',
  },
  {
    family: 'Mistral',
    models: ['mistral*', 'pixtral*', 'ministral*', 'magistral*'],
    ...PLAIN,
    seed: false,
    // Pixtral: patches of 16 without merging, and a break token after each row.
    image: { kind: 'patches', side: 16, most: 4160, factor: 1.02 },
    source: 'docs.mistral.ai/capabilities/vision and arxiv.org/abs/2410.07073',
  },
  {
    family: 'Qwen-VL',
    models: ['qwen*vl*', 'qvq*'],
    ...PLAIN,
    // 14-pixel patches merged 2 × 2 (28 pixels a token), 256 at least by its processor's settings; Qwen3-VL has 32 pixels a token, which is less.
    image: { kind: 'patches', side: 28, most: 16384, least: 256, factor: 1 },
    source: 'huggingface.co/Qwen/Qwen2.5-VL-7B-Instruct',
  },
  {
    family: 'InternVL',
    models: ['internvl*'],
    ...PLAIN,
    // At most 12 tiles of 448 and a thumbnail, 256 tokens each.
    image: { kind: 'fixed', tokens: 3328 },
    source: 'arxiv.org/abs/2404.16821, section 3.1',
  },
  {
    family: 'Gemma',
    models: ['gemma*'],
    ...PLAIN,
    image: { kind: 'fixed', tokens: 256 },
    source: 'arxiv.org/abs/2503.19786, section 2.1 (without pan and scan)',
  },
  {
    family: 'LLaVA',
    models: ['llava*', 'share-captioner*', 'sharecaptioner*', 'sharegpt4v*'],
    ...PLAIN,
    // LLaVA-NeXT: four tiles and an overview of 576 tokens each; LLaVA 1.5 has 576 in all.
    image: { kind: 'fixed', tokens: 2880 },
    source: 'llava-vl.github.io/blog/2024-01-30-llava-next',
  },
  {
    family: 'MiniCPM-V',
    models: ['minicpm-v*', 'minicpm-o*'],
    ...PLAIN,
    // At most nine slices and an overview, 64 tokens each.
    image: { kind: 'fixed', tokens: 640 },
    source: 'arxiv.org/abs/2408.01800, section 3.2',
  },
  {
    family: 'SmolVLM',
    models: ['smolvlm*'],
    ...PLAIN,
    // At most 16 tiles and an overview, 64 to 81 tokens each with their separators.
    image: { kind: 'fixed', tokens: 1540 },
    source: 'arxiv.org/abs/2504.05299, section 2',
  },
];

/** For models that no row names: small patches without merging, as the first vision models had. Nothing common takes more. */
export const GENERAL_PROFILE: ModelProfile = {
  family: 'OpenAI-compatible',
  models: ['*'],
  ...PLAIN,
  // Many scale small pictures up to the size that they were trained with.
  image: { kind: 'patches', side: 14, most: 16384, least: 1024, factor: 1 },
  source: 'An upper bound for models that are not listed',
};
