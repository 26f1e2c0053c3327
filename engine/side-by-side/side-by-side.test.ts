import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../core/contract/index.ts';
import { summarize } from '../../core/side-by-side.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { makePictures } from '../cli/testing-pictures.ts';
import { createEngine } from '../create-engine.ts';
import { asking, saying, type TestingBoard, testingBoard, words } from './testing-board.ts';

const SCENES = join(import.meta.dirname, '../../assets/sample/scenes');
const PROMPT = saying('Describe the image.');

let board: TestingBoard;

beforeEach(async () => {
  board = await testingBoard(3);
});
afterEach(() => board.close());

const addAll = () => board.client.addFiles({ paths: [board.pictures] });
const captions = async (index = 0) => {
  const { pictures, columns } = await board.state();
  return pictures.map(({ hash }) => {
    const cell = columns[index]?.cells[hash];
    return cell?.state === 'done' ? cell.caption.text : undefined;
  });
};

describe('pictures', () => {
  it('[TRY1] come from files and folders, each once, and what does not come is named with its reason', async () => {
    const stray = join(board.folder, 'stray');
    mkdirSync(stray);
    writeFileSync(join(stray, 'notes.txt'), 'no picture');
    writeFileSync(join(stray, 'broken.png'), 'not a picture at all');
    copyFileSync(join(board.pictures, 'a.png'), join(stray, 'copy of a.png'));
    const paths = ['broken.png', 'notes.txt', 'copy of a.png', 'missing.png'].map((name) =>
      join(stray, name),
    );
    await addAll();
    const { added, refused } = await board.client.addFiles({ paths });
    expect(added).toBe(0);
    expect(refused.map(({ name }) => name).sort()).toEqual([
      'broken.png',
      'copy of a.png',
      'missing.png',
      'notes.txt',
    ]);
    expect(refused.find(({ name }) => name === 'copy of a.png')?.message).toContain('a.png');
    expect((await board.state()).pictures.map(({ path }) => path)).toEqual(['a.png', 'b.png', 'c.png']);
  });

  it('[TRY1] are ten at most: the eleventh is said', async () => {
    const many = await makePictures(join(board.folder, 'many'), 12, false);
    const { added, refused } = await board.client.addFiles({ paths: [many] });
    expect(added).toBe(10);
    expect(refused).toEqual([
      {
        name: '',
        message: 'A try takes at most 10 images: 2 more images were left out.',
        remedy: expect.any(String),
      },
    ]);
  });

  it('[TRY1] are pasted from the clipboard; names that lead elsewhere are refused', async () => {
    const bytes = readFileSync(join(board.pictures, 'a.png'));
    const base64 = bytes.toString('base64');
    expect(await board.client.addPasted({ name: 'image.png', base64 })).toEqual({ added: 1, refused: [] });
    await expect(board.client.addPasted({ name: '..', base64 })).rejects.toThrow(/path/);
    expect((await board.state()).pictures.map(({ path }) => path)).toEqual(['image.png']);
  });

  it('handed over by a browser tab are removed with the board that they lay on, others never', async () => {
    const drop = join(await board.engine.dropFolder('try'), 'drop-1');
    mkdirSync(drop, { recursive: true });
    for (const name of ['a.png', 'b.png']) copyFileSync(join(board.pictures, name), join(drop, name));
    await board.client.addFiles({ paths: [drop, join(board.pictures, 'c.png')] });
    const [first] = (await board.state()).pictures;
    if (first) await board.client.removePicture({ hash: first.hash });
    expect(readdirSync(drop)).toEqual(['b.png']);
    await board.client.clear();
    expect(readdirSync(drop)).toEqual([]);
    expect(readdirSync(board.pictures)).toEqual(['a.png', 'b.png', 'c.png']);
  });

  it('that are gone say so in their row, and hold up no other', async () => {
    await addAll();
    await board.client.setCap({ capUsd: null });
    await board.client.addColumns({ columns: [{ prompt: PROMPT, captioner: asking('first') }] });
    rmSync(join(board.pictures, 'b.png'));
    await board.client.caption({});
    const state = await board.settled();
    expect(words(state)).toEqual(['done', 'FILE_NOT_FOUND', 'done']);
    expect(state.pictures[1]?.problem?.code).toBe('FILE_NOT_FOUND');
  });
});

describe('asking', () => {
  it('[TRY1] [TRY4] begins with a press, and says before what it can cost at most', async () => {
    await addAll();
    await board.client.addColumns({
      columns: [
        { prompt: PROMPT, captioner: asking('first', { maxTokens: 100 }) },
        { prompt: PROMPT, captioner: asking('second', { maxTokens: 100 }) },
        { prompt: PROMPT, captioner: asking('unpriced') },
        { captioner: { type: 'captioners.local', version: 1, params: { model: 'starter' } } },
      ],
    });
    const { columns } = await board.state();
    expect(columns.map(({ missing }) => missing)).toEqual([3, 3, 3, 3]);
    const [first = 0, second = 0] = columns.map(({ worstUsd }) => worstUsd);
    expect(first).toBeGreaterThan((3 * 100 * 2000) / 1e6);
    expect(second).toBeCloseTo(10 * first, 6);
    expect(columns.slice(2).map(({ worstUsd }) => worstUsd)).toEqual([undefined, 0]);
    expect([...board.endpoint.log, ...board.second.log]).toEqual([]);
  });

  it('[TRY3] shows again what was replied: after a repetition, after a restart, and when a column comes back', async () => {
    await addAll();
    const columns = [{ prompt: PROMPT, captioner: asking('first') }];
    await board.client.setCap({ capUsd: null });
    await board.client.addColumns({ columns });
    await board.client.caption({});
    const state = await board.settled();
    expect(words(state)).toEqual(['done', 'done', 'done']);
    expect(state.spentUsd).toBeCloseTo((3 * (300 * 1000 + 20 * 2000)) / 1e6, 9);
    const before = await captions();
    await board.client.caption({});
    await board.settled();
    await board.restart();
    expect(await captions()).toEqual(before);
    const id = state.columns[0]?.id ?? '';
    await board.client.removeColumn({ id });
    await board.client.addColumns({ columns });
    expect(await captions()).toEqual(before);
    expect(board.endpoint.log).toHaveLength(3);
  });

  it('[TRY2] equal settings are one column; what cannot change a caption makes no other', async () => {
    await addAll();
    await board.client.addColumns({
      columns: [
        { prompt: PROMPT, captioner: asking('first') },
        { prompt: PROMPT, captioner: asking('first', { concurrency: 2 }) },
        { prompt: PROMPT, captioner: asking('first', { temperature: 1 }) },
      ],
    });
    expect((await board.state()).columns).toHaveLength(2);
  });

  it('[TRY5] one that is down or has no price under a cap holds up no other, and goes on when it can', async () => {
    await addAll();
    await board.client.addColumns({
      columns: [
        { prompt: PROMPT, captioner: asking('unpriced') },
        { prompt: PROMPT, captioner: asking('first', { maxTokens: 10 }) },
      ],
    });
    await board.client.setCap({ capUsd: 50 });
    await board.client.caption({});
    const state = await board.when(
      (now) => words(now, 1).every((word) => word === 'done') && now.columns[0]?.reason !== undefined,
    );
    expect(state.columns[0]?.reason?.code).toBe('PRICE_MISSING');
    expect(words(state, 0)).toEqual(['empty', 'empty', 'empty']);
    await board.client.setCap({ capUsd: null });
    await board.client.caption({});
    expect(words(await board.settled(), 0)).toEqual(['done', 'done', 'done']);
  });

  it('[TRY5] failed cells are asked again, and only they', async () => {
    await addAll();
    await board.client.setCap({ capUsd: null });
    await board.client.addColumns({ columns: [{ prompt: PROMPT, captioner: asking('first') }] });
    const [, second] = (await board.state()).pictures;
    let refused = '';
    board.endpoint.setBehaviour((request) => {
      refused ||= request.image;
      return request.image === refused
        ? { kind: 'status', status: 400, body: { error: { message: 'I do not like this one.' } } }
        : { kind: 'ok' };
    });
    await board.client.caption({});
    const failed = await board.settled();
    expect(words(failed).toSorted()).toEqual(['ENDPOINT_BAD_REQUEST', 'done', 'done']);
    expect(second).toBeDefined();
    await board.restart();
    expect(words(await board.state()).toSorted()).toEqual(['ENDPOINT_BAD_REQUEST', 'done', 'done']);
    const asked = board.endpoint.log.length;
    board.endpoint.setBehaviour({ kind: 'ok' });
    await board.client.caption({});
    expect(words(await board.settled())).toEqual(['done', 'done', 'done']);
    expect(board.endpoint.log).toHaveLength(asked + 1);
  });

  it('[TRY4] stays within the cap, and goes on under a higher one', async () => {
    await addAll();
    await board.client.addColumns({
      columns: [{ prompt: PROMPT, captioner: asking('first', { maxTokens: 10 }) }],
    });
    const { columns } = await board.state();
    const each = (columns[0]?.worstUsd ?? 0) / 3;
    // Half of what was set aside.
    const usage = { prompt_tokens: Math.floor(each * 500), completion_tokens: 0 };
    board.endpoint.setBehaviour({ kind: 'reply', usage });
    await board.client.setCap({ capUsd: each * 1.2 });
    await board.client.caption({});
    const held = await board.when((now) => now.columns[0]?.state === 'paused');
    expect(held.columns[0]?.reason?.code).toBe('BUDGET_REACHED');
    expect(held.spentUsd).toBeLessThanOrEqual(each * 1.2);
    await board.client.setCap({ capUsd: each * 6 });
    expect(words(await board.when((now) => now.columns[0]?.state === 'idle'))).toEqual([
      'done',
      'done',
      'done',
    ]);
  });

  it('[TRY4] a stop cuts off what is on its way, counts it in full, and keeps the rest', async () => {
    await addAll();
    await board.client.setCap({ capUsd: null });
    await board.client.addColumns({ columns: [{ prompt: PROMPT, captioner: asking('first') }] });
    // Money is set aside before a request leaves, and given back in full until then: the stop waits for one that has arrived.
    const hanging = Promise.withResolvers<void>();
    let count = 0;
    board.endpoint.setBehaviour(() => {
      count += 1;
      if (count === 1) return { kind: 'ok' };
      hanging.resolve();
      return { kind: 'hang' };
    });
    await board.client.caption({});
    await Promise.all([hanging.promise, board.when((now) => words(now).includes('done'))]);
    await board.client.stop();
    const stopped = await board.settled();
    expect(words(stopped).toSorted()).toEqual(['done', 'empty', 'empty']);
    expect(stopped.reservedUsd).toBe(0);
    expect(stopped.spentUsd).toBeGreaterThan((300 * 1000 + 20 * 2000) / 1e6);
  });

  it('[TRY6] judges replies as the flow that is made of them', async () => {
    await addAll();
    await board.client.setCap({ capUsd: null });
    await board.client.addColumns({ columns: [{ prompt: PROMPT, captioner: asking('first') }] });
    const replies = [
      { content: 'I’m sorry, but I can’t help with that image.' },
      { content: 'A cat' },
      { content: 'A long description that just stops in' },
    ];
    let next = 0;
    board.endpoint.setBehaviour(() => {
      const index = next++;
      const message = replies[index] ?? {};
      return { kind: 'reply', message, ...(index === 2 && { finishReason: 'length' }) };
    });
    await board.client.caption({});
    const state = await board.settled();
    expect(words(state).toSorted()).toEqual(['cut off', 'refusal', 'too short']);
    const cells = Object.values(state.columns[0]?.cells ?? {});
    expect(summarize(cells)).toMatchObject({ captions: 3, flagged: 3, failed: 0 });
  });

  it('[TRY9] every window shows the same board; a second engine on the same data is refused', async () => {
    await addAll();
    const [one, other] = await Promise.all([board.state(), board.state()]);
    expect(one).toEqual(other);
    const second = await createEngine(
      createNodeHost('web', { EKPHRASIS_DATA: join(board.folder, 'data') }),
      {},
    );
    const client: EngineClient = createRouterClient(second.router);
    await expect(client.sideBySide.clear()).rejects.toMatchObject({ data: { code: 'PROJECT_LOCKED' } });
    await second.close();
    expect((await board.state()).pictures).toHaveLength(3);
  });

  it('the starter describes drawn scenes, and costs nothing', async () => {
    const paths = readdirSync(SCENES)
      .slice(0, 2)
      .map((name) => join(SCENES, name));
    await board.client.addFiles({ paths });
    await board.client.addColumns({
      columns: [{ captioner: { type: 'captioners.local', version: 1, params: { model: 'starter' } } }],
    });
    await board.client.caption({});
    const state = await board.settled();
    expect(words(state)).toEqual(['done', 'done']);
    const summary = summarize(Object.values(state.columns[0]?.cells ?? {}));
    expect(summary).toMatchObject({ captions: 2, costUsd: 0, usdPerThousand: { value: 0 } });
    expect(state.spentUsd).toBe(0);
  });
});

describe('making a flow', () => {
  async function tried() {
    await addAll();
    await board.client.setCap({ capUsd: null });
    await board.client.addColumns({
      columns: [{ prompt: PROMPT, captioner: asking('first', { maxTokens: 64, temperature: 0.5 }) }],
    });
    await board.client.caption({});
    const { columns } = await board.settled();
    return columns[0]?.id ?? '';
  }
  const run = async () => {
    const started = await board.all.run.start({});
    const abort = new AbortController();
    for await (const event of await board.all.project.watch(undefined, { signal: abort.signal }))
      if (event.kind === 'run' && event.run?.id === started.id && event.run.endedAt !== undefined)
        return event.run;
    throw new Error('The run did not end.');
  };

  it.each(['folder', 'tried'] as const)(
    '[TRY2] [TRY8] a new project of the %s asks nothing that was replied before',
    async (kind) => {
      const column = await tried();
      // The projects folder of a test lies with its data.
      const value = join(board.folder, 'projects');
      await board.all.system.setSetting({ name: 'projectsFolder', value });
      const images = kind === 'folder' ? { kind, folder: board.pictures } : { kind };
      const made = await board.client.makeFlow({ column, into: 'new', images });
      expect(made.replies).toBe(3);
      const ended = await run();
      expect(ended.nodes.map(({ id, kept, reused }) => [id, kept, reused])).toEqual([
        ['folder', 3, expect.any(Number)],
        ['text', 3, expect.any(Number)],
        ['endpoint', 3, 3],
        ['refusal', 3, expect.any(Number)],
        ['length', 3, expect.any(Number)],
        ['dataset', 3, expect.any(Number)],
      ]);
      expect(ended.spendUsd).toBe(0);
      expect(board.endpoint.log).toHaveLength(3);
      if (kind === 'tried') {
        await board.client.clear();
        const [root] = (await board.all.project.get())?.roots ?? [];
        expect(root && readdirSync(root.path)).toEqual(['a.png', 'b.png', 'c.png']);
      }
    },
  );

  it('[TRY8] in the open flow it is one edit, and uses a source that is there', async () => {
    const column = await tried();
    const path = join(board.folder, 'open.ekp');
    await board.all.project.create({ path, template: 'caption-folder', images: board.pictures });
    const before = (await board.all.flow.get()).flow;
    const made = await board.client.makeFlow({
      column,
      into: 'open',
      images: { kind: 'source', node: 'images' },
    });
    expect(made.nodes).toEqual(['text', 'endpoint', 'refusal', 'length', 'dataset-2']);
    const { flow, problems } = await board.all.flow.get();
    expect(flow.nodes).toHaveLength(before.nodes.length + 5);
    expect(problems.filter(({ node = '' }) => made.nodes.includes(node))).toEqual([]);
    const started = await board.all.run.start({ to: 'endpoint' });
    await board.engine.session.project?.runs.require().finished;
    expect(started.to).toBe('endpoint');
    expect(board.endpoint.log).toHaveLength(3);
    await board.all.flow.undo();
    expect((await board.all.flow.get()).flow.nodes).toEqual(before.nodes);
  });

  it('says when no project is open, and when the column is gone', async () => {
    const column = await tried();
    const images = { kind: 'folder', folder: board.pictures } as const;
    await expect(board.client.makeFlow({ column, into: 'open', images })).rejects.toThrow(
      'No project is open.',
    );
    await board.client.removeColumn({ id: column });
    await expect(board.client.makeFlow({ column, into: 'new', images })).rejects.toThrow(
      'This column is no longer there.',
    );
  });
});

it('a damaged store is put aside, and the board begins anew', async () => {
  await addAll();
  const file = join(board.folder, 'data', 'side-by-side', 'Try.ekp');
  expect(existsSync(file)).toBe(true);
  await board.engine.close();
  writeFileSync(file, 'This was a project once.'.repeat(100));
  await board.restart();
  expect((await board.state()).pictures).toEqual([]);
  expect(readdirSync(join(board.folder, 'data', 'side-by-side')).some((name) => /damaged/.test(name))).toBe(
    true,
  );
});
