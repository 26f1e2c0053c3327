import { z } from 'zod';
import type { Artifact } from '../../core/artifact.ts';
import { defineNode, type NodeTypeOf, type ParamProblem } from '../../core/define-node.ts';
import { UserError } from '../../core/errors.ts';
import type { SweepMember, SweptValue } from '../../core/training/sweep.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { param } from '../param.ts';
import { lora } from './lora.ts';
import { preTrain } from './pre-train.ts';
import { sft } from './sft.ts';
import { shareCaptioner } from './share-captioner.ts';
import { combinations, countRuns, parseGrid, parseList } from './sweep/parse-grid.ts';
import { type LineFault, parseFixed, type Settings, settingsOf } from './sweep/parse-settings.ts';

/** Recipes that can be swept, by the value of the parameter. */
const RECIPES = { 'pre-train': preTrain, 'share-captioner': shareCaptioner, sft, lora } as const;
type SweptRecipe = keyof typeof RECIPES;
const LABELS: Readonly<Record<SweptRecipe, string>> = {
  'pre-train': 'Pre-train on captions',
  'share-captioner': 'Train a captioner',
  sft: 'Supervised fine-tuning',
  lora: 'LoRA',
};

/** Before the names of what the second training is told. */
const AFTER = 'after.';
/** Longest table. */
const MOST_RUNS = 200;
/** Inputs with captions, by the word that the setting `captions` takes. */
const FIRST = ['first', 'second', 'third'] as const;
const captionsSetting = z.enum(FIRST);

const lines = z.array(z.string().max(2000)).max(200);

const params = z.object({
  title: param(z.string().min(1).max(200).default('Sweep'), { label: 'Name', card: true }),
  recipe: param(z.enum(['pre-train', 'share-captioner', 'sft', 'lora']).default('pre-train'), {
    label: 'Training',
    options: LABELS,
    card: true,
  }),
  after: param(z.enum(['none', 'sft', 'share-captioner', 'lora']).default('none'), {
    label: 'And after it',
    help: 'A second training goes on from each model, on the datasets that are wired to “after”.',
    options: {
      none: 'Nothing',
      sft: LABELS.sft,
      'share-captioner': LABELS['share-captioner'],
      lora: LABELS.lora,
    },
  }),
  base: param(z.string().max(4096).default(''), {
    label: 'Base model',
    help: 'Folder in Hugging Face’s layout, with safetensors weights and processor. Not needed where a model is wired.',
    widget: 'folder',
    affectsResult: false,
  }),
  grid: param(lines.default(['seed: 1, 2, 3']), {
    label: 'Grid',
    help: 'One setting a line, with its values: “visionFrom: -1, 12, 0”. Each value is tried with each of the others. “captions: first, second” changes what is trained on; “after.” before a name means the training after it.',
    widget: 'lines',
    section: 'What is tried',
  }),
  list: param(lines.default([]), {
    label: 'List',
    help: 'One run a line: “visionFrom=12 captions=second”. With a grid, each line is tried with each point of it.',
    widget: 'lines',
    section: 'What is tried',
  }),
  most: param(z.int().min(1).max(MOST_RUNS).default(24), {
    label: 'Runs at most',
    help: 'More than these are not begun.',
    section: 'What is tried',
    affectsResult: false,
    card: true,
  }),
  settings: param(lines.default([]), {
    label: 'All runs',
    help: 'One setting a line, as on the form of the training: “globalBatchSize: 32”. What is not said is as the recipe has it.',
    widget: 'lines',
    section: 'What stays the same',
  }),
  measured: param(z.int().min(0).max(100_000).default(200), {
    label: 'Captions to measure by',
    help: 'Held-out records that each model captions: how far it agrees with them and, for drawn scenes, what is true. 0 measures by loss alone.',
    section: 'Measuring',
  }),
  device: param(z.enum(['auto', 'cuda', 'mps', 'cpu']).default('auto'), {
    label: 'Runs on',
    options: { auto: 'The best there is', cuda: 'CUDA', mps: 'Apple GPU', cpu: 'CPU' },
    section: 'Hardware',
    affectsResult: false,
  }),
  devices: param(z.int().min(1).max(64).default(1), {
    label: 'Devices of a run',
    help: 'Runs are worked on side by side as far as there are devices.',
    section: 'Hardware',
    affectsResult: false,
  }),
});
type Params = z.output<typeof params>;

const dataset = { type: 'dataset', required: false } as const;

/** Trains the same with different settings, and puts what came of it into one table. */
export const sweep = defineNode.job({
  type: 'training.sweep',
  version: 1,
  title: 'Sweep',
  summary: 'Trains with each combination of settings, measures the models, and tabulates what came of it.',
  icon: 'grid-3x3',
  synonyms: ['ablation', 'grid search', 'hyperparameters', 'study', 'compare', 'seeds', 'learning rate'],
  inputs: {
    first: { type: 'dataset', label: 'captions' },
    second: { ...dataset, label: 'other captions' },
    third: { ...dataset, label: 'more captions' },
    afterFirst: { ...dataset, label: 'after' },
    afterSecond: { ...dataset, label: 'after, other' },
    heldOut: { ...dataset, label: 'held-out' },
    model: { type: 'model', label: 'base model', required: false },
  },
  outputs: { table: { type: 'evaluation' } },
  params,
  check: (given) => readSweep(given).problems,
  folders: ({ base }, wired) => (wired.has('model') ? [] : [base]),
  trainer: ({ device, devices, base }, wired) => ({
    device,
    devices,
    ...(!wired.has('model') && { model: { folder: base, param: 'base' } }),
  }),
  run: (artifacts, given, { study }) => {
    const { problems, runs, fixed } = readSweep(given);
    const [problem] = problems;
    if (problem) throw new UserError('PARAMETER_INVALID', problem.message, { remedy: problem.remedy });
    const { first = [], second = [], third = [], heldOut = [] } = artifacts;
    return study.sweep({
      title: given.title,
      members: runs.map((run) => memberOf(run, fixed, given, artifacts)),
      measured: heldOut.length > 0 ? heldOut : first.length > 0 ? first : [...second, ...third],
      most: given.measured,
    });
  },
});

interface ReadSweep {
  readonly problems: readonly ParamProblem[];
  readonly runs: readonly Readonly<Record<string, SweptValue>>[];
  readonly fixed: Readonly<Record<string, SweptValue>>;
}

/** The settings of both trainings, the second one's by names of its own. */
function allSettings({ recipe, after }: Params): Settings {
  const own = { ...settingsOf(RECIPES[recipe].params), captions: captionsSetting };
  if (after === 'none') return own;
  const later = { ...settingsOf(RECIPES[after].params), captions: z.enum(['first', 'second']) };
  return {
    ...own,
    ...Object.fromEntries(Object.entries(later).map(([name, type]) => [`${AFTER}${name}`, type])),
  };
}

function readSweep(given: Params): ReadSweep {
  const settings = allSettings(given);
  const grid = parseGrid(given.grid, settings);
  const list = parseList(given.list, settings);
  const { fixed, faults } = parseFixed(given.settings, settings);
  const problems = [
    ...faultsOf('grid', grid.faults),
    ...faultsOf('list', list.faults),
    ...faultsOf('settings', faults),
  ];
  const swept = [...grid.found.map(([name]) => name), ...list.found.flatMap((run) => Object.keys(run))];
  const inList = new Set(list.found.flatMap((run) => Object.keys(run)));
  for (const [name] of grid.found)
    if (inList.has(name)) problems.push(problemOf('list', `“${name}” stands in the grid and in the list.`));
  for (const name of new Set(swept))
    if (Object.hasOwn(fixed, name))
      problems.push(
        problemOf('settings', `“${name}” is tried with several values, and is the same for all.`),
      );
  const count = countRuns(grid.found, list.found);
  if (count === 0 && problems.length === 0)
    problems.push(
      problemOf(
        'grid',
        'Nothing is tried: grid and list are empty.',
        'Enter a setting with values, such as “seed: 1, 2, 3”.',
      ),
    );
  if (count > given.most)
    problems.push({
      param: 'most',
      message: `These are ${count.toLocaleString('en')} runs, and at most ${given.most} are allowed.`,
      remedy: 'Allow more, or try fewer values.',
    });
  return { problems, fixed, runs: problems.length > 0 ? [] : combinations(grid.found, list.found) };
}

function faultsOf(name: string, faults: readonly LineFault[]): ParamProblem[] {
  return faults.map(({ line, fault }) => problemOf(name, `Line ${line} cannot be used: ${fault}.`));
}

function problemOf(name: string, message: string, remedy = 'Correct that line.'): ParamProblem {
  return { param: name, message, remedy };
}

function memberOf(
  own: Readonly<Record<string, SweptValue>>,
  fixed: Readonly<Record<string, SweptValue>>,
  given: Params,
  artifacts: Readonly<Record<string, readonly Artifact[]>>,
): SweepMember {
  const told = { ...fixed, ...own };
  const seed = told.seed;
  const main = Object.entries(told).filter(([name]) => !name.startsWith(AFTER));
  const stages = [requestOf(given.recipe, Object.fromEntries(main), given, artifacts, FIRST)];
  if (given.after !== 'none') {
    const later = Object.entries(told)
      .filter(([name]) => name.startsWith(AFTER))
      .map(([name, value]) => [name.slice(AFTER.length), value] as const);
    // A run is repeated as a whole: the training after it has the same seed unless it is given one.
    const settings = { ...(seed !== undefined && { seed }), ...Object.fromEntries(later) };
    stages.push(requestOf(given.after, settings, given, artifacts, ['afterFirst', 'afterSecond']));
  }
  return { settings: own, stages };
}

function requestOf(
  recipe: SweptRecipe,
  settings: Readonly<Record<string, SweptValue>>,
  { title, base, device, devices }: Params,
  artifacts: Readonly<Record<string, readonly Artifact[]>>,
  ports: readonly string[],
): TrainingRequest {
  const { captions = 'first', ...told } = settings;
  const port = ports[FIRST.indexOf(captions as (typeof FIRST)[number])] ?? '';
  const dataset = artifacts[port] ?? [];
  if (dataset.length === 0)
    throw new UserError(
      'INPUT_MISSING',
      `Nothing is wired to the input “${port}”, whose captions are to be trained on.`,
      {
        remedy: 'Wire a dataset to it, or leave it out of what is tried.',
      },
    );
  const type: NodeTypeOf<'job'> = RECIPES[recipe];
  const form = type.params.parse({
    ...told,
    name: title,
    base,
    device,
    devices,
    exportOnnx: false,
    pinned: 0,
  });
  const { heldOut = [], model = [] } = artifacts;
  const request = type.request?.({ dataset, heldOut, model }, form);
  if (request === undefined) throw new Error(`${type.type} trains nothing`);
  return request;
}
