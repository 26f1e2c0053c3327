import type { RunState } from '../../core/run.ts';
import { formatBytes, formatCount, formatOf } from '../format.ts';
import { lowerFirst } from './lower-first.ts';
import { SHELL_TEXTS } from './shell.ts';

const RUN_STATES = SHELL_TEXTS.run.states;

/** Texts of the start screen and of bringing in a folder. */
export const START_TEXTS = {
  version: (version: string) => `Version ${version}`,
  newProject: 'New project',
  open: 'Open',
  fromImages: 'From images',
  tryCaptioners: 'Try captioners',
  settings: 'Settings',
  back: 'Back to the project',
  drop: {
    title: 'Drop images, a folder, a project or a flow',
    text: 'Images stay where they are. The project remembers them by content.',
    textTab:
      'Images are copied to the computer that Ekphrasis runs on. To leave them where they are, choose their folder.',
    now: 'Drop to bring it in',
    noFlow: 'There is no flow in this file.',
    noFlowRemedy: 'Drop a JSON file of a flow or a template.',
    brokenFlow: 'The flow in this file is damaged, or made by a newer version.',
    brokenFlowRemedy: 'Drop another file, or build the flow anew.',
  },
  computer: {
    title: 'On this computer',
    machine: (cores: number, memoryBytes: number) =>
      `${formatOf(cores, 'core', 'cores')}, ${formatBytes(memoryBytes)} of memory`,
    starter: (limits: string | undefined) =>
      // The first sentence is what has to be known here; the rest stands where it is chosen.
      `Ready. ${limits?.split(/(?<=\.)\s/)[0] ?? 'Describes drawn scenes, not photographs.'}`,
    starterTitle: 'Starter captioner',
    modelTitle: 'A model for photographs',
    modelReady: (titles: string) => `Ready: ${titles}`,
    modelNone: (bytes: number | undefined) =>
      bytes === undefined ? 'None yet.' : `None yet. The smallest is ${formatBytes(bytes)}.`,
    chooseModel: 'Choose a model',
    endpointTitle: 'An endpoint',
    endpointsReady: (names: string) => `Ready: ${names}`,
    endpointNone: 'None yet. A server on this computer, or a provider with a key.',
    find: 'Find servers',
    finding: 'Looking',
    foundNone: 'No server answers on the usual ports.',
    found: (kind: string, host: string) => `${kind} found at ${host}`,
    use: 'Use it',
    usedAs: (name: string) => `Saved as endpoint ${name}`,
    addEndpoint: 'Add an endpoint',
    manage: 'Models and endpoints',
  },
  recent: {
    title: 'Recent projects',
    none: 'Projects that you open are listed here.',
    notFound: 'Not found',
    counts: (images: number, captions: number) =>
      `${formatOf(images, 'image', 'images')} · ${formatOf(captions, 'caption', 'captions')}`,
    openThis: (name: string) => `Open ${name}`,
    imagesMoved: 'Images moved',
    noPictures: 'No images yet',
    more: (name: string) => `More for ${name}`,
    reveal: 'Show in folder',
    copyPath: 'Copy path',
    forget: 'Remove from the list',
    forgotten: 'Removed from the list; the project is where it was',
    nothing: (text: string) => `No project is called "${text}"`,
    showAll: (count: number) => `Show all ${formatCount(count)}`,
    run: (state: RunState, share: number | undefined) =>
      share !== undefined && state === 'running' ? `${Math.floor(share * 100)}%` : RUN_STATES[state],
  },
  sample: {
    title: 'Sample project',
    text: '24 drawn scenes, captioned live by the starter, and ten photographs with their captions. Runs at once, offline.',
    open: 'Open the sample',
  },
  templates: {
    title: 'Start from a template',
    find: 'Find a project or template',
    filters: {
      all: 'All',
      caption: 'Caption',
      compare: 'Compare',
      clean: 'Clean',
      train: 'Train',
      own: 'Yours',
      offline: 'Works offline',
    },
    filter: 'Which templates',
    gives: 'Gives:',
    more: (title: string) => `More for template ${title}`,
    remove: 'Remove template',
    use: 'Use template',
    useThis: (title: string) => `Use template ${title}`,
    nodes: (count: number) => formatOf(count, 'node', 'nodes'),
    nothing: (text: string) =>
      text === '' ? 'No template is of this kind' : `No template is called "${text}"`,
    needs: {
      offline: 'Works offline',
      folder: 'A folder',
      'dataset-file': 'A dataset file',
      endpoint: 'Endpoint',
      captioner: 'A captioner',
      trainer: 'The trainer',
      gpu: 'GPU',
    } as Readonly<Record<string, string>>,
    miniature: (count: number) => `Drawing of a flow of ${formatCount(count)} nodes`,
  },
  bringIn: {
    title: 'Bring in images',
    images: 'Images',
    noFolder: 'No folder is chosen',
    choose: 'Choose a folder',
    change: 'Change',
    counting: 'Counting images',
    imagesFound: (images: number, truncated: boolean) =>
      `${truncated ? 'More than ' : ''}${formatOf(images, 'image', 'images')} found`,
    sidecars: (sidecars: number) =>
      `${formatOf(sidecars, 'text file', 'text files')} found: they come in as captions`,
    none: 'There is no image in this folder or below it.',
    noneRemedy: 'Choose another folder. JPEG, PNG, WebP, GIF, TIFF and AVIF are read.',
    captioner: 'Who writes the captions',
    captionerText: 'Nothing is sent anywhere before you press Run. It can be changed later.',
    which: 'Which captioner',
    notChosen: 'not chosen',
    fromTemplate: (name: string) => `${name} comes with the template. Choose another one to replace it.`,
    asks: 'For this template',
    askOf: (label: string, node: string) => `${label} (${lowerFirst(node)})`,
    open: (count: number) => (count === 1 ? 'One choice is open' : `${formatCount(count)} choices are open`),
    later: 'Decide later',
    create: 'Create project',
    creating: 'Creating',
  },
  saveTemplate: {
    title: 'Save flow as template',
    text: 'It stands on the start screen under Yours, for all projects. Settings and the chosen captioner go along, images and captions do not.',
    name: 'Name',
    summary: 'What it is for',
    save: 'Save template',
    saved: (title: string) => `Saved as template ${title}`,
  },
} as const;
