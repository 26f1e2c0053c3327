import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import type { Flow } from '../../core/flow.ts';
import type { RunProgress } from '../../core/run.ts';
import type { SamplePath } from '../../core/sample-path.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { captioningFlow, hashOf, latch, names, TestProject, until } from '../run/testing/test-project.ts';
import { type TraceQuery, traceImage } from './trace-image.ts';

function projectOf(flow: Flow): TestProject {
  const project = new TestProject(flow);
  project.keepsImages = true;
  return project;
}

function trace(
  project: TestProject,
  run: RunProgress | undefined,
  query: TraceQuery | string,
): Promise<SamplePath> {
  const wanted = typeof query === 'string' ? { image: hashOf(query) } : query;
  return traceImage(project.dependencies(), run, wanted, new AbortController().signal);
}

/** `outcome`, with the reason of a rejection, of every record by node. */
function says({ steps }: SamplePath): Record<string, string[]> {
  return Object.fromEntries(
    steps.map(({ node, passes }) => [
      node,
      passes.map(({ outcome, reason, detail, gap, unsure }) =>
        [outcome, reason, detail, gap, unsure && 'unsure'].filter(Boolean).join(' '),
      ),
    ]),
  );
}

describe('a picture is followed', () => {
  it('[SEE3] from its source to where it ended, with prompt, caption, verdict and wires, and asks nobody', async () => {
    await using project = projectOf(captioningFlow(names(3)));
    project.setParams('filter', { minimum: 10 });
    project.behaviour = (name) => ({
      text: name === '0001.png' ? 'Short.' : 'Long enough to be kept.',
      costUsd: 0.25,
    });
    const run = await project.run();
    const asked = project.asked.length;
    const counts = JSON.stringify(project.store.runs.list());

    const path = await trace(project, run, '0001.png');
    expect(says(path)).toEqual({
      images: ['kept'],
      prompt: ['kept'],
      captioner: ['kept'],
      filter: ['rejected too short 6 characters'],
      dataset: [],
    });
    expect(path).toMatchObject({ run: run.id, found: true, busy: false, path: '0001.png' });
    const captioner = path.steps.find(({ node }) => node === 'captioner')?.passes[0];
    expect(captioner).toMatchObject({
      prompt: { text: 'Describe.' },
      caption: { text: 'Short.', costUsd: 0.25, run: run.id },
      changed: ['caption'],
    });
    expect(path.wires).toEqual([
      'images.images>prompt.image',
      'prompt.image>captioner.image',
      'captioner.caption>filter.caption',
    ]);
    expect(says(await trace(project, run, '0002.png'))).toMatchObject({
      filter: ['kept'],
      dataset: ['gathered'],
    });
    expect([project.asked.length, JSON.stringify(project.store.runs.list())]).toEqual([asked, counts]);
  });

  it('[SEE3] as the run saw it, though the flow was edited since', async () => {
    await using project = projectOf(captioningFlow(names(2)));
    project.setParams('filter', { minimum: 100 });
    const run = await project.run();
    project.setParams('filter', { minimum: 0 });
    project.setParams('prompt', { text: 'Something else.' });
    expect(says(await trace(project, run, '0000.png'))).toMatchObject({
      captioner: ['kept'],
      filter: ['rejected too short 22 characters'],
    });
  });

  it('[SEE3] failures are told with their error, those of files that are no pictures, too', async () => {
    await using project = projectOf(captioningFlow(['0000.png', 'broken!.png']));
    project.behaviour = () => new UserError('ENDPOINT_BAD_REQUEST', 'It was refused.');
    const run = await project.run();
    const path = await trace(project, run, '0000.png');
    expect(path.steps.find(({ node }) => node === 'captioner')?.passes[0]?.error).toMatchObject({
      code: 'ENDPOINT_BAD_REQUEST',
    });
    const [row] = project.store.runs.exceptions(run.id, { node: 'images', limit: 5 });
    const broken = await trace(project, run, { sample: row?.sample.id, node: 'images' });
    expect([broken.image, broken.path, says(broken).images]).toEqual([undefined, 'broken!.png', ['failed']]);
  });

  it('[SEE4] what no result tells is not known, and nothing is guessed behind it', async () => {
    await using project = projectOf(captioningFlow(names(3)));
    const stop = latch();
    project.behaviour = async (name) => {
      if (name !== '0000.png') await stop.opened;
      return { text: `About ${name}` };
    };
    const run = project.start();
    const half = await until(run, ({ nodes }) => nodes.some(({ id, kept }) => id === 'filter' && kept === 1));
    expect(says(await trace(project, half, '0001.png'))).toEqual({
      images: ['kept'],
      prompt: ['kept'],
      captioner: ['unknown not-reached'],
      filter: [],
      dataset: [],
    });
    // One that has been captioned in this very run has come so far; whether the filter has seen it by now is not written down.
    expect(says(await trace(project, half, '0000.png'))).toEqual({
      images: ['kept'],
      prompt: ['kept'],
      captioner: ['kept'],
      filter: ['kept unsure'],
      dataset: ['unknown needs-all'],
    });
    stop.open();
    await run.finished;
  });

  it('[SEE4] verdicts among all samples come from the run, or are waited for', async () => {
    /*  images ──▶ firsts ──▶ prompt ──▶ captioner ──▶ shared  */
    await using project = projectOf(
      flowOf(
        {
          images: ['sources.names', { names: ['a1', 'a2', 'b1'] }],
          firsts: ['filters.firsts'],
          prompt: ['prompts.plain'],
          captioner: ['captioners.test'],
          shared: ['filters.shared'],
        },
        'images.images>firsts.image',
        'firsts.kept>prompt.image',
        'prompt.image>captioner.image',
        'captioner.caption>shared.caption',
      ),
    );
    project.behaviour = () => ({ text: 'The same.' });
    const run = await project.run();
    expect(says(await trace(project, run, 'a2'))).toMatchObject({
      firsts: ['rejected seen before'],
      prompt: [],
    });
    expect(says(await trace(project, run, 'a1'))).toMatchObject({
      firsts: ['kept'],
      shared: ['rejected shared'],
    });
    expect(says(await trace(project, undefined, 'a1'))).toMatchObject({
      firsts: ['unknown needs-all'],
      prompt: [],
    });
  });

  it('[SEE3] every record of one picture is told', async () => {
    /*  images (one picture twice) ──▶ prompt ──▶ one ──▶ picky  */
    await using project = projectOf(
      flowOf(
        {
          images: ['sources.names', { names: ['twice.png', 'copy.png'] }],
          prompt: ['prompts.plain'],
          one: ['captioners.test', { model: 'one' }],
          picky: ['filters.picky'],
        },
        'images.images>prompt.image',
        'prompt.image>one.image',
        'one.caption>picky.image',
      ),
    );
    project.copies['copy.png'] = 'twice.png';
    const run = await project.run();
    expect(says(await trace(project, run, 'twice.png'))).toEqual({
      images: ['kept', 'kept'],
      prompt: ['kept', 'kept'],
      one: ['kept', 'kept'],
      picky: ['kept', 'kept'],
    });
  });

  it('[SEE3] nodes that the run left out are said to be, and a picture that no source lists any more is', async () => {
    await using project = projectOf(captioningFlow(names(2)));
    const run = await project.run({ to: 'captioner' });
    const path = await trace(project, run, '0000.png');
    expect(path.steps.filter(({ absent }) => absent).map(({ node }) => node)).toEqual(['filter', 'dataset']);
    project.setParams('images', { names: ['0001.png'] });
    const later = await project.run();
    expect((await trace(project, later, '0000.png')).found).toBe(false);
    await expect(trace(project, later, 'nowhere.png')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('[SEE3] [RUN11] of any flow, what is told of a picture is what the run wrote down', async () => {
    const filter = fc.record({ minimum: fc.integer({ min: 0, max: 6 }), cascade: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(filter, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (filters, split) => {
          await using project = projectOf(randomFlow(filters, split));
          project.behaviour = (name) => ({ text: 'x'.repeat(name.length % 7) });
          const run = project.start();
          const ended = await run.finished;
          for (const name of NAMES) {
            const told = await trace(project, ended, name);
            for (const { node, passes } of told.steps) {
              const written = run
                .latest(node)
                .filter(({ sample }) => sample.facets.image.hash === hashOf(name))
                .map(({ sample, outcome, reason }) => [sample.root, outcome, reason].join(' '));
              const said = passes.map(({ outcome, reason }) => [rootOf(told), outcome, reason].join(' '));
              expect(said.sort(), `${name} at ${node}`).toEqual(written.sort());
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

const NAMES = ['a', 'bb', 'ccc', 'twice', 'bug', 'ffffff'];

/** A chain of filters behind one captioner, or behind two; what one rejects goes on to the next where it cascades. */
function randomFlow(
  filters: readonly { readonly minimum: number; readonly cascade: boolean }[],
  split: boolean,
): Flow {
  const chain = filters.map(({ minimum }, index): [string, [string, { minimum: number }]] => [
    `filter${index}`,
    ['filters.length', { minimum }],
  ]);
  const wires = filters.map(({ cascade }, index) => {
    const from = index === 0 ? 'captioner.caption' : `filter${index - 1}.${cascade ? 'rejected' : 'kept'}`;
    return `${from}>filter${index}.caption`;
  });
  return flowOf(
    {
      images: ['sources.names', { names: NAMES }],
      picky: ['filters.picky'],
      prompt: ['prompts.plain'],
      captioner: ['captioners.test'],
      ...Object.fromEntries(chain),
    },
    split ? 'images.images>picky.image' : 'images.images>prompt.image',
    ...(split ? ['picky.kept>prompt.image'] : []),
    'prompt.image>captioner.image',
    ...wires,
  );
}

function rootOf({ steps }: SamplePath): string {
  return steps[0]?.passes[0]?.sample ?? '';
}
