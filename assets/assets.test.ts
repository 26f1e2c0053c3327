import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Mustache from 'mustache';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ASSETS = import.meta.dirname;

function read(path: string): string {
  return readFileSync(join(ASSETS, path), 'utf8');
}

function readJson(path: string): unknown {
  return JSON.parse(read(path));
}

/** Relative paths of all files below a folder of assets, sorted, with forward slashes. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(ASSETS, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(ASSETS, folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

function endsWithPicture(path: string): boolean {
  return /\.(jpg|png)$/.test(path);
}

describe('starter', () => {
  const card = z
    .object({
      id: z.literal('starter'),
      title: z.string(),
      summary: z.string(),
      limits: z.string(),
      parameters: z.int().positive(),
      precision: z.literal('fp16'),
      bytes: z.int().positive(),
      memoryMB: z.int().positive(),
      licence: z.literal('MIT'),
      prompt: z.object({ instruction: z.string() }),
      files: z.record(z.string(), z.object({ bytes: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
    })
    .parse(readJson('starter/model-card.json'));

  it('has exactly the files of its card, with the same sizes and hashes', () => {
    const found = filesBelow('starter').filter((path) => path !== 'model-card.json');
    const measured = Object.fromEntries(
      found.map((path) => {
        const bytes = readFileSync(join(ASSETS, 'starter', path));
        return [path, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }];
      }),
    );
    expect(measured).toEqual(card.files);
    expect(Object.values(measured).reduce((sum, file) => sum + file.bytes, 0)).toBe(card.bytes);
  });

  it('carries fp16 weights only', () => {
    expect(filesBelow('starter/onnx')).toEqual([
      'decoder_model_merged_fp16.onnx',
      'embed_tokens_fp16.onnx',
      'vision_encoder_fp16.onnx',
    ]);
  });

  it('says what it cannot do', () => {
    expect(card.limits).toMatch(/photographs/);
    expect(card.limits).toMatch(/drawn scenes/i);
  });
});

describe('sample images', () => {
  const photos = filesBelow('sample/photos').filter(endsWithPicture);
  const scenes = filesBelow('sample/scenes');

  it('has ten photographs and twenty-four scenes that decode', async () => {
    expect(photos).toHaveLength(10);
    expect(scenes).toEqual(
      Array.from({ length: 24 }, (_, index) => `scene-${String(index).padStart(2, '0')}.png`),
    );
    const paths = [...photos.map((name) => `photos/${name}`), ...scenes.map((name) => `scenes/${name}`)];
    const sizes = await Promise.all(
      paths.map(async (path) => (await sharp(join(ASSETS, 'sample', path)).stats()).channels.length),
    );
    expect(sizes.every((channels) => channels > 0)).toBe(true);
  });

  it.each(photos)('%s has a caption of its own and an attribution', (photo) => {
    const caption = read(`sample/photos/${photo.replace(/\.\w+$/, '.txt')}`).trim();
    expect(caption.length).toBeGreaterThanOrEqual(300);
    expect(caption.length).toBeLessThanOrEqual(1200);
    expect(caption).not.toContain('\n');
    expect(caption).not.toMatch(/^(the|this) (image|picture|photo)\w* (shows|depicts|features)/i);
    const row = read('sample/photos/ATTRIBUTION.md')
      .split('\n')
      .find((line) => line.startsWith(`| ${photo} |`));
    expect(row).toMatch(/public domain|CC0 1\.0|CC BY 2\.0|no known copyright restrictions/);
  });

  it('begins no two captions alike, and has no caption without its photograph', () => {
    const sidecars = filesBelow('sample/photos').filter((path) => path.endsWith('.txt'));
    expect(sidecars.map((path) => path.slice(0, -4))).toEqual(photos.map((path) => path.slice(0, -4)).sort());
    const beginnings = sidecars.map((path) => read(`sample/photos/${path}`).split(' ').slice(0, 4).join(' '));
    expect(new Set(beginnings).size).toBe(sidecars.length);
  });

  it('knows the truth about every scene', () => {
    const truth = z.record(z.string(), z.string().min(20)).parse(readJson('sample/scenes-truth.json'));
    expect(Object.keys(truth).sort()).toEqual(scenes);
  });
});

/** Mustache's token: type, name, start, end and, for sections, the tokens within. */
type Token = readonly [string, string, number, number, ...unknown[]];

/** Variables of a template that do not stand inside a section of the same name. */
function bareVariables(tokens: readonly Token[], sections: readonly string[] = []): string[] {
  return tokens.flatMap((token) => {
    const [type, name] = token;
    if (type === 'name' || type === '&') return sections.includes(name) ? [] : [name];
    if (type === '#' || type === '^') return bareVariables(token[4] as readonly Token[], [...sections, name]);
    return [];
  });
}

describe('default prompts', () => {
  const prompts = z
    .object({
      version: z.literal(1),
      base: z.object({ text: z.string().min(500) }),
      parts: z.array(
        z.object({
          id: z.string(),
          title: z.string().min(1),
          summary: z.string().min(1),
          text: z.string().min(200),
          patterns: z.array(z.string().min(1)).min(1),
        }),
      ),
      everythingElse: z.string(),
      aesthetic: z.object({ text: z.string().min(100) }),
      questions: z.array(z.string().min(10)),
      unifiedInstruction: z.literal('Analyze the image in a comprehensive and detailed manner.'),
    })
    .parse(readJson('prompts/default-prompts.json'));
  const texts: [string, string][] = [
    ['base', prompts.base.text],
    ...prompts.parts.map((part): [string, string] => [part.id, part.text]),
    ['aesthetic', prompts.aesthetic.text],
  ];

  it('has one part for each source, and a part for everything else', () => {
    const ids = prompts.parts.map((part) => part.id);
    expect([...ids].sort()).toEqual(['artwork', 'celebrity', 'general', 'landmark', 'text']);
    expect(ids).toContain(prompts.everythingElse);
  });

  it.each(texts)('%s parses, and each variable stands in a section of its own name', (_, text) => {
    expect(bareVariables(Mustache.parse(text) as unknown as Token[])).toEqual([]);
  });

  it.each(texts)(
    '%s leaves no hole where values are absent, and shows them unescaped where present',
    (_, text) => {
      const options = { escape: (value: unknown) => String(value) };
      const absent = Mustache.render(text, {}, {}, options);
      expect(absent).not.toMatch(/\{\{|\}\}|""|\n{3,}| {2}| \.|: *$/m);
      expect(absent.trim()).toBe(absent);
      const alt = 'Ruins of "Tikal" & <plaza>';
      const present = Mustache.render(
        text,
        { image: { alt }, evidence: { exif: { date: '2019-05-01' } } },
        {},
        options,
      );
      expect(present.includes(alt)).toBe(text.includes('{{image.alt}}'));
      expect(present.includes('2019-05-01')).toBe(text.includes('{{evidence.exif.date}}'));
    },
  );

  it.each(texts)('%s speaks of no folders, files or paths', (_, text) => {
    expect(text).not.toMatch(
      /folder|director(y|ies)|\bfile\b|file ?name|\bpath\b|\.jpg|\{\{image\.(name|path|folder)/i,
    );
  });

  it('has at least ten exported questions, all different, none of them a placeholder', () => {
    expect(prompts.questions.length).toBeGreaterThanOrEqual(10);
    expect(new Set(prompts.questions).size).toBe(prompts.questions.length);
    expect(prompts.questions.filter((question) => /<image>|\{\{/.test(question))).toEqual([]);
  });
});

describe('model table', () => {
  const variant = z.object({
    id: z.string(),
    dtype: z.record(z.string(), z.enum(['fp32', 'fp16', 'q8', 'q4', 'q4f16'])),
    files: z.array(z.string().regex(/^onnx\/[\w.]+\.onnx$/)).min(1),
    sizeBytes: z.int().positive().nullable(),
    sizeText: z.string(),
    approximateBytes: z.int().positive(),
    memoryMB: z.int().positive(),
    providers: z.array(z.enum(['cpu', 'webgpu', 'cuda'])).min(1),
    measured: z.literal(false),
  });
  const { models } = z
    .object({
      version: z.literal(1),
      models: z.array(
        z.object({
          id: z.string().regex(/^[a-z0-9.-]+$/),
          title: z.string(),
          repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
          revision: z.string().regex(/^(main|[0-9a-f]{40})$/),
          licence: z.string().min(1),
          licenceRestricted: z.boolean().optional(),
          licenceNote: z.string().optional(),
          summary: z.string().min(1),
          limits: z.string().min(1),
          goodFor: z.array(z.string()).min(1),
          prompt: z.object({ style: z.enum(['chat', 'task', 'none']), freeText: z.boolean() }),
          configFiles: z.array(z.string()).min(1),
          variants: z.array(variant).min(1),
          recommended: z.string(),
        }),
      ),
    })
    .parse(readJson('models/model-table.json'));

  it('has unique ids and repositories', () => {
    expect(new Set(models.map((model) => model.id)).size).toBe(models.length);
    expect(new Set(models.map((model) => model.repository)).size).toBe(models.length);
  });

  it.each(models)('$id recommends a variant that it has and that has one file for each part', (model) => {
    const ids = model.variants.map((entry) => entry.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(model.recommended);
    for (const entry of model.variants) expect(entry.files).toHaveLength(Object.keys(entry.dtype).length);
  });

  it('explains every licence that is not a free one', () => {
    const free = ['MIT', 'Apache-2.0'];
    const other = models.filter((model) => !free.includes(model.licence));
    expect(other.map((model) => [model.licenceRestricted, model.licenceNote !== undefined])).toEqual(
      other.map(() => [true, true]),
    );
  });
});

describe('icons', () => {
  it('renders the PNG from the drawing', async () => {
    const { width, height } = await sharp(join(ASSETS, 'icons/icon.png')).metadata();
    expect([width, height]).toEqual([512, 512]);
    const drawn = await sharp(join(ASSETS, 'icons/icon.svg')).resize(64, 64).raw().toBuffer();
    const stored = await sharp(join(ASSETS, 'icons/icon.png')).resize(64, 64).raw().toBuffer();
    const difference = drawn.reduce((sum, value, index) => sum + Math.abs(value - (stored[index] ?? 0)), 0);
    expect(difference / drawn.length).toBeLessThan(4);
  });
});
