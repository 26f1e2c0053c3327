import { writeSync } from 'node:fs';
import { openProject } from '../../store/open-project.ts';
import { createRunBudget } from '../run-budget.ts';
import { seededRandom, spendRandomly } from './random-spender.ts';

/*
 * Spends the money of the project named in its first argument under the cap in the second, at random by the seed in the third, until it is
 * killed or refused. Each line on standard output is a request that has left: its worst case and what it is billed at.
 */
const [path = '', capUsd = '', seed = ''] = process.argv.slice(2);
const store = openProject(path);
const budget = createRunBudget(store, store.beginRun({}).id, () => Number(capUsd));
await spendRandomly(budget.of('captioner'), seededRandom(Number(seed)), ({ worstUsd, billedUsd }) =>
  writeSync(1, `${worstUsd} ${billedUsd}\n`),
);
writeSync(1, 'refused\n');
setInterval(() => undefined, 1000);
