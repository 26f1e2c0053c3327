import { describe, expect, it } from 'vitest';
import type { SceneSeries } from '../../core/training/scene-series.ts';
import { filesOf, listSource } from '../node-double.ts';
import { drawnScenes } from './drawn-scenes.ts';

const SCENE = { things: [] };
const LINE = { id: 'scene-1-000000', image: 'images/a.png', caption: 'Red.', told: 'Blue.', scene: SCENE };
const filesWith = (...lines: unknown[]) => filesOf({ '/scenes/told.jsonl': JSON.stringify(lines) });

describe('[STUDY1] drawn scenes', () => {
  it('come with the teacher’s caption and the truth, and with what is in them', async () => {
    expect(await listSource(drawnScenes, {}, filesWith(LINE))).toEqual([
      {
        key: 'scene-1-000000',
        file: { root: '/scenes', path: 'images/a.png' },
        existing: [
          { text: 'Blue.', origin: 'teacher', model: 'Teacher' },
          { text: 'Red.', origin: 'truth', model: 'Truth' },
        ],
        metadata: { id: 'scene-1-000000', truth: 'Red.', scene: SCENE },
      },
    ]);
  });

  it('are asked for as the form has it', async () => {
    const asked: SceneSeries[] = [];
    const files = filesWith();
    const scenes: typeof files.scenes = (series, signal) => {
      asked.push(series);
      return files.scenes(series, signal);
    };
    await listSource(drawnScenes, { count: 5, seed: 3, side: 48, mistakes: 0.4 }, { ...files, scenes });
    expect(asked).toEqual([{ count: 5, seed: 3, side: 48, teacher: { mistakes: 0.4, spoiled: 0, seed: 1 } }]);
  });

  it.each([[{ ...LINE, told: 7 }], [{ ...LINE, scene: 'x' }], [null], [[]], [{}]])(
    '%j is left out with a reason',
    async (line) => {
      expect(await listSource(drawnScenes, {}, filesWith(line))).toMatchObject([
        { key: 'scene 1', problem: { code: 'FORMAT_INVALID' } },
      ]);
    },
  );
});
