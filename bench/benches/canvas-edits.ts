import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inBrowser } from '../canvas/browser.ts';
import { noInterface, readyInterface } from '../canvas/built-interface.ts';
import { CELL, CHAIN_SIZE, largeFlow } from '../canvas/large-flow.ts';
import { measureTyping, p95 } from '../canvas/measure-typing.ts';
import { measureKeys } from '../canvas/measure-undo.ts';
import { openEditor } from '../canvas/open-canvas.ts';
import { stages } from '../canvas/stages.ts';
import { type FlowServer, startFlowServer } from '../canvas/start-flow-server.ts';
import { defineBench } from '../define-bench.ts';
import { median } from '../harness/statistics.ts';

interface Size {
  /** Chains that are copied and pasted. */
  readonly pasted: number;
  readonly undos: number;
}

/** How quickly edits show in a flow of 1,000 nodes, all of them in view. */
export const bench = defineBench({
  name: 'canvas-edits',
  title: 'Typing and undoing in a flow of 1,000 nodes',
  sizes: {
    full: { chains: 100, words: 12, pasted: 20, undos: 5 },
    quick: { chains: 2, words: 1, pasted: 1, undos: 1 },
  },
  rounds: 3,
  unavailable: ({ quick }) => noInterface(quick),
  prepare: ({ quick }) => readyInterface(quick),
  parts: {
    typing: ({ size, folder }) =>
      onServer(size.chains, join(folder, 'typing'), async (server) => {
        const keys = (node: string, field: string) =>
          inBrowser(async ({ page }) => {
            await openEditor(page, server, stages(size.chains).all.view, [node]);
            return measureTyping(
              page,
              page.locator(`[data-region="inspector"] ${field}`).first(),
              size.words,
            );
          });
        const field = await keys('text', '[role="tabpanel"] textarea');
        const prompt = await keys('prompt', '.cm-content');
        return { fieldP95Ms: p95(field), promptP95Ms: p95(prompt), fieldMedianMs: median(field) };
      }),
    undo: ({ size, folder }) => measureUndo(size, size.chains, join(folder, 'undo')),
    // Most flows are small: here the copies are half of what is there.
    undoAmongFew: ({ size, folder }) => measureUndo(size, size.pasted, join(folder, 'undo-among-few')),
  },
  figures: [
    {
      name: 'keystroke-field',
      title: 'a key in a text field to the frame that shows it, 95th percentile, 1,000 nodes in view',
      against: '–',
      unit: 'ms',
      better: 'lower',
      target: 50,
      of: ({ typing }) => typing.fieldP95Ms,
    },
    {
      name: 'keystroke-prompt',
      title: 'the same in the prompt editor',
      against: '–',
      unit: 'ms',
      better: 'lower',
      target: 50,
      of: ({ typing }) => typing.promptP95Ms,
    },
    {
      name: 'undo-paste-few',
      title: 'undo of 200 pasted nodes in a flow of 200, from the key to the frame without them',
      against: '–',
      unit: 'ms',
      better: 'lower',
      target: 100,
      of: ({ undoAmongFew }) => undoAmongFew.undoMs,
    },
    {
      name: 'undo-paste',
      title: 'the same in the flow of 1,000 nodes',
      against: '–',
      unit: 'ms',
      better: 'lower',
      target: 100,
      of: ({ undo }) => undo.undoMs,
    },
    {
      name: 'paste',
      title: 'pasting them there, from the key to the frame that shows them',
      against: '–',
      unit: 'ms',
      better: 'lower',
      of: ({ undo }) => undo.pasteMs,
    },
  ],
});

/** Pastes copies of chains that are in the flow, all of it in view, and undoes that. */
function measureUndo({ pasted, undos: times }: Size, chains: number, folder: string) {
  return onServer(chains, folder, (server) =>
    inBrowser(async ({ page, context }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      // Chains that stand below one another, so that their copies are in view, too.
      const chosen = largeFlow(chains, folder)
        .nodes.filter(({ position }) => position.x < CHAIN_SIZE.nodes * CELL.x)
        .slice(0, pasted * CHAIN_SIZE.nodes)
        .map(({ id }) => id);
      await openEditor(page, server, stages(chains).all.view, chosen);
      const before = chains * CHAIN_SIZE.nodes;
      await page.keyboard.press('Control+c');
      const pasteMs = await measureKeys(page, 'Control+v', before + chosen.length);
      const undos: number[] = [];
      for (let undone = 0; undone < times; undone += 1) {
        undos.push(await measureKeys(page, 'Control+z', before));
        await measureKeys(page, 'Control+Shift+z', before + chosen.length);
      }
      return { pasteMs, undoMs: median(undos) };
    }),
  );
}

async function onServer<T>(
  chains: number,
  folder: string,
  work: (server: FlowServer) => Promise<T>,
): Promise<T> {
  mkdirSync(folder);
  const server = await startFlowServer({ chains, folder });
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}
