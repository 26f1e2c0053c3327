#!/usr/bin/env node
// The command line. Sources run on Node 24 as they are; an older Node hands over to the one that `npm start` installs.
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ENGINE_FLAGS, findRuntime, majorOf, RUNTIME_MAJOR } from '../build/paths.mjs';
import { endWithParent, runForeground } from '../build/run-command.mjs';

const here = fileURLToPath(import.meta.url);
const sources = fileURLToPath(new URL('../engine/cli/main.ts', import.meta.url));
const runtime = findRuntime();

if (majorOf(process.versions.node) >= RUNTIME_MAJOR) {
  endWithParent();
  /** @type {{ main: (argv: string[]) => Promise<number> }} */
  const { main } = await import(pathToFileURL(sources).href);
  process.exitCode = await main(process.argv.slice(2));
} else if (runtime !== undefined && existsSync(sources)) {
  process.exitCode = await runForeground(runtime, [...ENGINE_FLAGS, here, ...process.argv.slice(2)], {
    node: true,
  });
} else {
  console.error(
    `Ekphrasis is not set up yet. Run "npm start" once in its folder; it fetches Node ${RUNTIME_MAJOR}.`,
  );
  process.exitCode = 2;
}
