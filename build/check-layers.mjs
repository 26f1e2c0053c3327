// Fails when a file imports what its layer may not. Twice: with imports of types, and with what is loaded at run time only.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findViolations } from './cruise-layers.mjs';
import { LAYERS, layerRules, runtimeRules } from './layers.mjs';
import { root } from './paths.mjs';

const folders = LAYERS.map(({ folder }) => folder).filter((folder) => existsSync(path.join(root, folder)));
const { modules, violations } = await findViolations(root, folders, layerRules(), { types: true });
const atRuntime = await findViolations(root, folders, runtimeRules(), { types: false });

const all = [...violations, ...atRuntime.violations];
for (const { rule, from, to, via } of all) {
  console.error(`${rule}: ${from} → ${to}${via.length === 0 ? '' : `\n    through ${via.join(' → ')}`}`);
}
console.error(`${modules} files, ${all.length} violations`);
process.exitCode = all.length === 0 ? 0 : 1;
