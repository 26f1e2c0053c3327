import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import cruiserConfiguration from '../.dependency-cruiser.mjs';
import { findViolations } from './cruise-layers.mjs';
import { LAYERS, layerRules, layerTable, runtimeRules } from './layers.mjs';
import { nodeModules, root } from './paths.mjs';

describe('the layers in docs/architecture.md', () => {
  it('are the ones that dependency-cruiser enforces', () => {
    const text = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
    const table = /<!-- imports:.*-->\n```text\n([\s\S]*?)\n```\n<!-- end of imports -->/.exec(text)?.[1];
    expect(table).toBe(layerTable());
    expect(cruiserConfiguration.forbidden).toEqual(layerRules());
  });

  it('are the ones that the TypeScript projects grant', () => {
    const granted = LAYERS.filter(({ packages }) => packages !== 'any').map(({ folder }) => {
      const project = JSON.parse(readFileSync(path.join(root, folder, 'tsconfig.json'), 'utf8'));
      const references: { path: string }[] = project.references;
      return { folder, references: references.map((reference) => path.basename(reference.path)) };
    });
    const wanted = LAYERS.filter(({ packages }) => packages !== 'any').map(({ folder, imports }) => ({
      folder,
      // Data are no project.
      references: imports
        .filter((place) => !/\.json$|\/recipes$/.test(place))
        .map((place) => place.split('/')[0]),
    }));
    expect(granted).toEqual(wanted);
  });
});

describe('a forbidden import', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'layers-'));
    symlinkSync(nodeModules, path.join(folder, 'node_modules'), 'junction');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(files: Record<string, string>) {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return [...new Set(Object.keys(files).map((file) => file.split('/')[0] ?? ''))];
  }

  it('is caught, also of a type, and what is allowed is not', async () => {
    const folders = write({
      'core/flow.ts':
        "import { z } from 'zod';\nexport type Flow = number;\nexport const schema = z.number();\n",
      'core/reads.ts': "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
      'core/knows.ts': "import type { Engine } from '../engine/index.ts';\nexport type Known = Engine;\n",
      'core/flow.test.ts':
        "import { it } from 'vitest';\nimport fc from 'fast-check';\nimport { schema } from './flow.ts';\nit('', () => fc && schema);\n",
      'core/server.test.ts':
        "import { createServer } from 'node:http';\nexport const server = createServer;\n",
      'nodes/fetches.ts': "import { request } from 'node:https';\nexport const ask = request;\n",
      'nodes/counts.ts': "import type { Flow } from '../core/flow.ts';\nexport type Counted = Flow;\n",
      'engine/index.ts': "import { openSync } from 'node:fs';\nexport type Engine = typeof openSync;\n",
      'engine/draws.ts': "import { createElement } from 'react';\nexport const draw = createElement;\n",
      'engine/lost.ts': "import { nothing } from 'no-such-package';\nexport const lost = nothing;\n",
      'renderer/App.tsx': "import type { Engine } from '../engine/index.ts';\nexport type Host = Engine;\n",
      'electron/main.ts': "import type { Engine } from '../engine/index.ts';\nexport type Host = Engine;\n",
      'electron/shortcut.ts': "import { draw } from '../engine/draws.ts';\nexport const drawn = draw;\n",
      'electron/window.ts': "import { app } from 'electron';\nexport const window = app;\n",
    });
    const { violations } = await findViolations(folder, folders, layerRules(), { types: true });
    expect(violations.map(({ rule, from }) => `${from} breaks ${rule}`).sort()).toEqual([
      'core/knows.ts breaks core',
      'core/reads.ts breaks core',
      'core/server.test.ts breaks core-tests',
      'electron/shortcut.ts breaks electron',
      'engine/draws.ts breaks engine',
      'engine/lost.ts breaks resolvable',
      'nodes/fetches.ts breaks nodes',
      'renderer/App.tsx breaks renderer',
    ]);
  });

  it('is caught at run time by way of another folder, while types may pass', async () => {
    const folders = write({
      'core/schema.ts':
        "import { z } from 'zod';\nexport type Flow = number;\nexport const schema = z.number();\n",
      'core/edit.ts': "import { schema } from './schema.ts';\nexport const edit = () => schema;\n",
      'core/sum.ts': "import type { Flow } from './schema.ts';\nexport const sum = (a: Flow) => a;\n",
      'renderer/Bad.tsx': "import { edit } from '../core/edit.ts';\nexport const Bad = edit;\n",
      'renderer/Good.tsx':
        "import type { edit } from '../core/edit.ts';\nimport { sum } from '../core/sum.ts';\nexport const Good = (e: typeof edit) => sum(e === undefined ? 1 : 2);\n",
    });
    const { violations } = await findViolations(folder, folders, runtimeRules(), { types: false });
    expect(violations.map(({ rule, from, via }) => ({ rule, from, via: via[0] }))).toEqual([
      { rule: 'renderer-without-zod', from: 'renderer/Bad.tsx', via: 'core/edit.ts' },
    ]);
  });

  it('is caught in a circle', async () => {
    const folders = write({
      'core/hen.ts': "import { egg } from './egg.ts';\nexport const hen = () => egg;\n",
      'core/egg.ts': "import { hen } from './hen.ts';\nexport const egg = () => hen;\n",
    });
    const { violations } = await findViolations(folder, folders, layerRules(), { types: true });
    expect(violations.map(({ rule }) => rule)).toEqual(['no-cycles']);
  });
});
