import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImageTokenRule, matchesModel, type PriceRow, priceRowId } from '../../../core/endpoint.ts';
import { imageTokens, mostImageTokens } from './image-tokens.ts';
import { adjustProfile, profileOf, profilesWith } from './model-profiles.ts';
import { PRICE_TABLE } from './price-table.ts';
import { batchPrice, costUsd, listedPrice, pricesWith, worstCaseUsd } from './prices.ts';
import { GENERAL_PROFILE, PROFILE_TABLE } from './profile-table.ts';

const rules: readonly ImageTokenRule[] = [...PROFILE_TABLE, GENERAL_PROFILE].map(({ image }) => image);

describe('tokens of a picture', () => {
  it('are what the providers’ documents give as examples', () => {
    const of = (model: string, width: number, height: number) =>
      imageTokens(profileOf(model).image, width, height);
    expect([
      // platform.openai.com/docs/guides/images-vision: 1024 × 1024 and 2048 × 4096 in high detail; 1024 × 1024 in patches.
      of('gpt-4o', 1024, 1024),
      of('gpt-4o', 2048, 4096),
      of('o4-mini', 1024, 1024),
      // docs.anthropic.com, vision: 1000 × 1000.
      of('claude-sonnet-4-5', 1000, 1000),
      // cloud.google.com, image understanding: 960 × 540 is six crops; small pictures are one.
      of('gemini-2.5-pro', 960, 540),
      of('gemini-2.5-pro', 384, 300),
    ]).toEqual([765, 1105, Math.ceil(1024 * 1.72), 1334, 6 * 258, 258]);
  });

  it('[CAP14] [RUN7] are bounded by what is reserved when only the area is known', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 1, max: 8, noNaN: true }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (rule, short, shape, room) => {
          const long = Math.max(
            short,
            Math.floor(short * (rule.kind === 'crops' ? Math.min(4, shape) : shape)),
          );
          const most = mostImageTokens(rule, short * long + room);
          return imageTokens(rule, long, short) <= most && imageTokens(rule, short, long) <= most;
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('patterns of model names', () => {
  it('fit whole names, stars anything, without the part before the last slash unless they have one themselves', () => {
    const fits = (pattern: string, model: string) => matchesModel([pattern], model);
    expect([
      fits('gpt-4o', 'gpt-4o-mini'),
      fits('gpt-4*', 'OpenAI/GPT-4.1'),
      fits('qwen*vl*', 'Qwen/Qwen2.5-VL-7B'),
      fits('openai/gpt-4o', 'openai/gpt-4o'),
      fits('openai/gpt-4o', 'gpt-4o'),
      fits('a*a', 'a'),
      fits('*', ''),
    ]).toEqual([false, true, true, true, false, false, true]);
  });

  it('agree with the regular expression that they stand for, however they look', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    fc.assert(
      fc.property(
        pattern,
        text,
        (one, name) =>
          matchesModel([one], name) === new RegExp(`^${one.replaceAll('*', '[^]*')}$`).test(name),
      ),
    );
  });
});

describe('profiles', () => {
  it('[CAP11] know which parameters a family takes', () => {
    const facts = (model: string) => {
      const { family, maxTokensField, temperature, seed } = profileOf(model);
      return [family, maxTokensField, temperature, seed];
    };
    expect(
      ['gpt-4o-2024-11-20', 'openai/o3', 'gpt-5-mini', 'Qwen/Qwen2.5-VL-7B-Instruct', 'my-own'].map(facts),
    ).toEqual([
      ['GPT-4', 'max_tokens', true, true],
      ['o series', 'max_completion_tokens', false, false],
      ['GPT-5 mini', 'max_completion_tokens', false, false],
      ['Qwen-VL', 'max_tokens', true, true],
      ['OpenAI-compatible', 'max_tokens', true, true],
    ]);
  });

  it('[CAP11] are the user’s where they changed them, and the app’s again when they are restored', () => {
    const changed = { ...profileOf('claude-x'), reasoningTokens: 9000 };
    const own = { ...changed, family: 'Ours', models: ['claude-ours*'] };
    expect([
      profileOf('claude-x', [changed]).reasoningTokens,
      profileOf('claude-ours-1', [changed, own]).family,
      profileOf('claude-x').reasoningTokens,
      profilesWith([changed]).length - profilesWith().length,
    ]).toEqual([9000, 'Ours', 0, 0]);
  });

  it('[CAP11] do not change for a complaint about something else', () => {
    expect(adjustProfile(profileOf('x'), 'The image is not supported.')).toBeUndefined();
  });

  it('all say where their figures are from, and none hides another', () => {
    for (const { family, models, source } of PROFILE_TABLE) {
      expect(source).not.toBe('');
      expect(profileOf((models[0] ?? '').replaceAll('*', '-x-')).family).toBe(family);
    }
  });
});

describe('prices', () => {
  const openai = 'https://api.openai.com/v1';
  it('[CAP19] are found by provider and model, and unknown elsewhere', () => {
    const found = (url: string, model: string) => listedPrice(url, model)?.inputPerMillion;
    expect([
      found(openai, 'gpt-4o'),
      found(openai, 'gpt-4o-mini-2024-07-18'),
      found(openai, 'gpt-4o-of-tomorrow'),
      found('http://127.0.0.1:8000/v1', 'gpt-4o'),
      found('https://api.openai.com.evil.example/v1', 'gpt-4o'),
    ]).toEqual([2.5, 0.15, undefined, undefined, undefined]);
  });

  it('[CAP19] are the user’s where they changed them', () => {
    const row: PriceRow = {
      host: '127.0.0.1:8000',
      models: ['ours*'],
      asOf: '2026-11-23',
      inputPerMillion: 3,
      outputPerMillion: 4,
    };
    const table = pricesWith([row]);
    expect([
      listedPrice('http://127.0.0.1:8000/v1', 'ours-1', [row]),
      listedPrice('http://127.0.0.1:8001/v1', 'ours-1', [row]),
      table.length - PRICE_TABLE.length,
      new Set(table.map(priceRowId)).size - table.length,
    ]).toEqual([row, undefined, 1, 0]);
  });

  it('[CAP14] [CAP19] make the cost of a reply from its usage: what was cached at its own price, reasoning among the output', () => {
    const price = { inputPerMillion: 2, outputPerMillion: 10, cachedInputPerMillion: 0.5 };
    expect([
      costUsd({ promptTokens: 1000, completionTokens: 100 }, price),
      costUsd({ promptTokens: 1000, cachedTokens: 400, completionTokens: 100, reasoningTokens: 60 }, price),
      costUsd({ promptTokens: 10, cachedTokens: 4000, completionTokens: 0 }, price),
    ]).toEqual([0.003, 0.0024, 0.000005]);
    expect(batchPrice(price)).toBeUndefined();
    expect(batchPrice(listedPrice(openai, 'gpt-4o') ?? price)).toEqual({
      inputPerMillion: 1.25,
      outputPerMillion: 5,
    });
  });

  it('[CAP14] [RUN7] bound a request from above: less picture, less text, fewer tokens never cost more', () => {
    const price = { inputPerMillion: 2, outputPerMillion: 10 };
    const request = {
      image: '' as never,
      prompt: 'Describe it.',
      sampling: { maxTokens: 100, temperature: 0 },
      seed: 1,
    };
    const profile = profileOf('gpt-4o');
    const whole = worstCaseUsd(request, profile, price);
    expect(worstCaseUsd(request, profile, price, { width: 640, height: 480 })).toBeLessThan(whole);
    expect(worstCaseUsd({ ...request, prompt: '' }, profile, price)).toBeLessThan(whole);
  });
});
