import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inBrowser, type Watched } from '../canvas/browser.ts';
import { buildPeer } from '../canvas/build-peer.ts';
import { noInterface, readyInterface } from '../canvas/built-interface.ts';
import { CHAIN_SIZE } from '../canvas/large-flow.ts';
import { type Motion, measureMotion } from '../canvas/measure-motion.ts';
import { atRest, openEditor, openPeer, serveFolder } from '../canvas/open-canvas.ts';
import { type Stage, stages } from '../canvas/stages.ts';
import { type FlowServer, startFlowServer } from '../canvas/start-flow-server.ts';
import { defineBench, type Figure } from '../define-bench.ts';
import { median } from '../harness/statistics.ts';

const STAGES = ['all', 'near', 'levels'] as const;
type StageName = (typeof STAGES)[number];
const SAID: Readonly<Record<StageName, string>> = {
  all: 'all nodes in view, moved about',
  near: 'some 60 full cards in view, moved about',
  levels: 'zoomed from 80 % to 15 % and back',
};

interface Size {
  readonly chains: number;
  /** Of one gesture. */
  readonly seconds: number;
  /** Gestures of each side. */
  readonly turns: number;
  /** Nodes under way in a run. */
  readonly moving: number;
}

/** Of each stage: how many times as many frames the one side has, and how it moves. */
type Compared = Readonly<Record<`${StageName}${'Ratio' | 'Fps' | 'P95Ms' | 'BusyMs'}`, number>>;
type Parts = { readonly editor: Compared; readonly running: Compared };

/**
 * How the editor's canvas moves, beside bare React Flow with the same graph and under the same hand, in the same headless Chromium. Both
 * sides are open at once and take turns of a few seconds: what a machine gives to a browser can change by half within a minute.
 */
export const bench = defineBench({
  name: 'canvas-motion',
  title: 'A flow of 1,000 nodes and 1,500 wires under the hand',
  sizes: {
    full: { chains: 100, seconds: 2, turns: 5, moving: 200 },
    quick: { chains: 2, seconds: 0.4, turns: 1, moving: 4 },
  },
  // A round moves for two minutes.
  rounds: 3,
  unavailable: ({ quick }) => noInterface(quick),
  prepare: async ({ quick, shared }) => {
    await readyInterface(quick);
    await buildPeer(join(shared, 'peer'));
  },
  parts: {
    editor: async ({ size, folder, shared }) => {
      const peer = await serveFolder(join(shared, 'peer'));
      const besidePeer = (server: FlowServer, page: Watched) =>
        inBrowser((bare) =>
          compareStages(size, async (stage) => {
            await openPeer(bare.page, peer.address, size.chains, stage.view);
            await openEditor(page.page, server, stage.view);
            return { ours: moved(page, stage, size), theirs: moved(bare, stage, size) };
          }),
        );
      return onFlow(size, join(folder, 'editor'), besidePeer).finally(peer.close);
    },
    running: ({ size, folder }) =>
      onFlow(size, join(folder, 'running'), (server, page) => {
        const counted = (stage: Stage, counts: 'move' | 'stand') => () => {
          server.publish(size.moving, counts);
          return moved(page, stage, size)();
        };
        return compareStages(size, async (stage) => {
          server.publish(size.moving, 'stand');
          await openEditor(page.page, server, stage.view);
          return { ours: counted(stage, 'move'), theirs: counted(stage, 'stand') };
        });
      }),
  },
  figures: [
    ...STAGES.map((stage) => ratio(stage, 'editor', 0.9)),
    ...STAGES.map((stage) => ratio(stage, 'running', 0.85)),
    ...STAGES.flatMap((stage) => [
      told(stage, 'Fps', '/s', 'higher', 'frames a second'),
      told(stage, 'P95Ms', 'ms', 'lower', '95th percentile of the time between two frames'),
      told(stage, 'BusyMs', 'ms', 'lower', 'time of the main thread a frame'),
    ]),
  ],
});

async function onFlow<T>(
  { chains }: Size,
  folder: string,
  work: (server: FlowServer, page: Watched) => Promise<T>,
): Promise<T> {
  mkdirSync(folder);
  const server = await startFlowServer({ chains, folder });
  try {
    return await inBrowser((page) => work(server, page));
  } finally {
    await server.close();
  }
}

/** One gesture from rest. */
function moved(watched: Watched, { gesture }: Stage, { seconds }: Size): () => Promise<Motion> {
  return async () => {
    await atRest(watched.page);
    return measureMotion(watched, gesture, seconds);
  };
}

interface Sides {
  readonly ours: () => Promise<Motion>;
  readonly theirs: () => Promise<Motion>;
}

/** Both sides in turn, the one first that was second before; medians. */
async function compareStages(
  { chains, turns }: Size,
  open: (stage: Stage) => Promise<Sides>,
): Promise<Compared> {
  const found: [string, number][] = [];
  for (const name of STAGES) {
    const { ours, theirs } = await open(stages(chains)[name]);
    const pairs: { readonly our: Motion; readonly their: Motion }[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const early = turn % 2 === 0 ? undefined : await theirs();
      const our = await ours();
      pairs.push({ our, their: early ?? (await theirs()) });
    }
    const middle = (of: (motion: Motion) => number) => median(pairs.map(({ our }) => of(our)));
    found.push(
      [`${name}Ratio`, median(pairs.map(({ our, their }) => our.framesPerSecond / their.framesPerSecond))],
      [`${name}Fps`, middle((motion) => motion.framesPerSecond)],
      [`${name}P95Ms`, middle((motion) => motion.p95Ms)],
      [`${name}BusyMs`, middle((motion) => motion.busyMs)],
    );
  }
  return Object.fromEntries(found) as Compared;
}

function ratio(stage: StageName, part: keyof Parts, target: number): Figure<Parts> {
  const { nodes, wires } = CHAIN_SIZE;
  const graph = `${(100 * nodes).toLocaleString('en-US')} nodes, ${(100 * wires).toLocaleString('en-US')} wires`;
  return {
    name: `${stage}-${part}`,
    title:
      part === 'editor'
        ? `${graph}, ${SAID[stage]}: frame rate`
        : `the same while a run moves the counts of 200 nodes ten times a second, ${SAID[stage]}`,
    against:
      part === 'editor'
        ? 'bare React Flow, default nodes, same graph and gesture'
        : 'the same run whose counts stand still',
    unit: '×',
    better: 'higher',
    target,
    of: (parts) => parts[part][`${stage}Ratio`],
  };
}

function told(
  stage: StageName,
  what: 'Fps' | 'P95Ms' | 'BusyMs',
  unit: string,
  better: Figure<Parts>['better'],
  title: string,
): Figure<Parts> {
  return {
    name: `${stage}-${what.toLowerCase()}`,
    title: `${SAID[stage]}: ${title}`,
    against: '–',
    unit,
    better,
    of: ({ editor }) => editor[`${stage}${what}`],
  };
}
