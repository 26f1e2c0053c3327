import { formatBytes, formatCount, formatOf } from '../format.ts';

/** Texts of the start screen and of bringing in a folder. */
export const START_TEXTS = {
  version: (version: string) => `Version ${version}`,
  newProject: 'New project',
  open: 'Open',
  fromImages: 'From images',
  settings: 'Settings',
  back: 'Back to the project',
  drop: {
    title: 'Drop images, a folder or a project',
    text: 'Images stay where they are. The project remembers them by content.',
    textTab:
      'Images are copied to the computer that Ekphrasis runs on. To leave them where they are, choose their folder.',
    now: 'Drop to bring it in',
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
  },
  sample: {
    title: 'Sample project',
    text: '24 drawn scenes, captioned live by the starter, and ten photographs with their captions. Runs at once, offline.',
    open: 'Open the sample',
  },
  templates: {
    title: 'Start from a template',
    find: 'Find a project or template',
    all: 'All',
    offline: 'Works offline',
    filter: 'Which templates',
    use: 'Use template',
    useThis: (title: string) => `Use template ${title}`,
    nodes: (count: number) => formatOf(count, 'node', 'nodes'),
    nothing: (text: string) => `Nothing is called "${text}"`,
    needs: {
      offline: 'Works offline',
      folder: 'A folder',
      'dataset-file': 'A dataset file',
      endpoint: 'Endpoint',
      captioner: 'A captioner',
      gpu: 'GPU',
    } as Readonly<Record<string, string>>,
    miniature: (count: number) => `Drawing of a flow of ${formatCount(count)} nodes`,
  },
  bringIn: {
    title: 'Bring in images',
    titleOf: (template: string) => `Bring in images: ${template}`,
    folder: 'Folder',
    change: 'Change',
    counting: 'Counting images',
    images: (images: number, truncated: boolean) =>
      `${truncated ? 'More than ' : ''}${formatOf(images, 'image', 'images')} found`,
    sidecars: (sidecars: number) =>
      `${formatOf(sidecars, 'text file', 'text files')} found: they come in as captions`,
    none: 'There is no image in this folder or below it.',
    noneRemedy: 'Choose another folder. JPEG, PNG, WebP, GIF, TIFF and AVIF are read.',
    captioner: 'Who writes the captions',
    captionerText: 'Nothing is sent anywhere before you press Run. It can be changed later.',
    later: 'Decide later',
    create: 'Create project',
    creating: 'Creating',
  },
} as const;
