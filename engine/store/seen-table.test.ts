import { expect, it, onTestFinished } from 'vitest';
import { keyNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

it('[RUN4] a stretch is unchanged while its stage, home and identity are; its marks stay with its home', async () => {
  const { seen, committed } = temporaryProject();
  const [stage, identity, other] = [keyNamed('stage'), keyNamed('identity'), keyNamed('other')];
  const rejections = [{ index: 3, reason: 'too short', detail: '2 words' }];
  seen.save(stage, 7, { identity, rejections, marks: Float64Array.of(1, 2 ** 51 + 1) });
  await committed();
  expect(seen.unchanged(stage, 7, identity)).toEqual(rejections);
  expect([seen.unchanged(stage, 8, identity), seen.unchanged(other, 7, identity)]).toEqual([
    undefined,
    undefined,
  ]);
  expect(seen.unchanged(stage, 7, other)).toBeUndefined();
  expect([...seen.marks(stage, 7), ...seen.marks(stage, 8)]).toEqual([1, 2 ** 51 + 1]);
  seen.save(stage, 7, { identity: undefined, rejections: [], marks: Float64Array.of(5) });
  expect([seen.unchanged(stage, 7, identity), ...seen.marks(stage, 7)]).toEqual([undefined, 5]);
});
