import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { replayFlowFrom } from './flow/synthetic-project.ts';
import { syntheticCaption } from './flow/synthetic-records.ts';
import { makePictureFolder } from './pictures/picture-folder.ts';

/*
 * `node bench/make-captions.ts FOLDER [--captions 200000] [--pictures 4000]`: a dataset file of captions on small real pictures, and a flow that replays
 * it, for showing a large run from the command line.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    captions: { type: 'string', default: '200000' },
    pictures: { type: 'string', default: '4000' },
  },
});
const [given] = positionals;
if (given === undefined) {
  console.error('Usage: node bench/make-captions.ts FOLDER [--captions 200000] [--pictures 4000]');
  process.exitCode = 2;
} else make(resolve(given), Number(values.captions), Number(values.pictures));

/** Makes `pictures/`, `captions.jsonl` in the form of LLaVA's files, and `flow.json`. */
function make(folder: string, captions: number, pictures: number): void {
  mkdirSync(folder, { recursive: true });
  const paths = makePictureFolder(join(folder, 'pictures'), {
    count: pictures,
    distinct: pictures,
    perFolder: 1000,
  });
  const dataset = join(folder, 'captions.jsonl');
  const file = openSync(dataset, 'w');
  for (let index = 0; index < captions; index += 1) {
    const record = {
      id: `caption-${String(index).padStart(7, '0')}`,
      image: `pictures/${paths[index % pictures]}`,
      conversations: [
        { from: 'human', value: '<image>\nDescribe this image in detail.' },
        { from: 'gpt', value: syntheticCaption(index) },
      ],
    };
    writeSync(file, `${JSON.stringify(record)}\n`);
  }
  closeSync(file);
  writeFileSync(
    join(folder, 'flow.json'),
    `${JSON.stringify(replayFlowFrom(['sources.dataset-file', { path: dataset }]), null, 2)}\n`,
  );
  console.log(`${captions} captions on ${pictures} pictures in ${folder}. Then:`);
  console.log(`  npx ekphrasis new ${join(folder, 'replay.ekp')} --template ${join(folder, 'flow.json')}`);
  console.log(`  npx ekphrasis run ${join(folder, 'replay.ekp')} --json`);
}
