import { formatCount, formatOf } from './format.ts';
import { FAILURE_TEXTS } from './texts/failures.ts';
import { FLOW_TEXTS } from './texts/flow.ts';
import { FORM_TEXTS } from './texts/form.ts';
import { SHELL_TEXTS } from './texts/shell.ts';

/** Every text of the interface, so that wording is judged in one place. Functions where a value stands inside. */
export const TEXTS = {
  ...FORM_TEXTS,
  ...SHELL_TEXTS,
  ...FLOW_TEXTS,
  ...FAILURE_TEXTS,
  product: 'Ekphrasis',
  close: 'Close',
  cancel: 'Cancel',
  choose: 'Choose',
  search: 'Search',
  details: 'Details',
  copy: 'Copy',
  on: 'on',
  notifications: 'Notifications',

  connection: {
    connecting: 'Starting the engine',
    noReason: 'Something failed without saying why.',
    lost: 'The engine does not answer. The app tries again by itself; nothing is lost.',
    restarting:
      'The engine stopped unexpectedly and is being started again. What was finished is stored; press Run to go on.',
    crashed: 'This screen ran into a fault of the app. Your project is not touched.',
    reload: 'Load it again',
  },

  status: {
    idle: 'Not run yet',
    queued: 'Queued',
    waiting: 'Waiting',
    running: 'Running',
    done: 'Done',
    reused: 'Reused',
    outdated: 'Out of date',
    paused: 'Paused',
    stopped: 'Stopped',
    warning: 'Warning',
    error: 'Error',
    bypassed: 'Bypassed',
    muted: 'Muted',
    unknown: 'Unknown type',
  },

  screens: {
    start: 'Start',
    flow: 'Flow',
    'light-table': 'Light table',
    try: 'Try',
    runs: 'Runs',
    training: 'Training',
    image: 'Image',
    models: 'Models',
    settings: 'Settings',
  },

  regions: {
    rail: 'Screens',
    palette: 'Nodes',
    canvas: 'Canvas',
    inspector: 'Inspector',
    strip: 'Samples and problems',
    main: 'Screen',
  },

  borders: {
    palette: 'Width of the node list',
    inspector: 'Width of the inspector',
    strip: 'Height of the sample strip',
  },

  inspector: {
    nothing: 'This project',
    several: (count: number) => `${formatCount(count)} nodes`,
    tabs: { settings: 'Settings', samples: 'Samples', notes: 'Notes', log: 'Log' },
    tabsName: 'Views of the node',
    runTo: 'Run to here',
    preflight: 'Preflight: memory, time and data of this training',
    moreActions: 'More actions',
    rename: 'Rename',
    duplicate: 'Duplicate',
    remove: 'Remove',
    bypass: 'Bypass',
    mute: 'Mute',
    activate: 'Switch on',
    noSettings: 'This node has nothing to set',
    notesPlaceholder: 'Why this node is here',
    noLog: 'This node has said nothing yet',
    noSamples: 'Samples appear here once this node has run',
    noneOf: (what: string) => `No samples ${what} yet`,
    project: {
      name: 'Name',
      cap: 'Budget cap',
      images: 'Where images are',
      noFolder: 'No folder yet',
      notFound: 'not found',
    },
    figures: (images: number, captions: number) =>
      `${formatOf(images, 'image', 'images')} · ${formatOf(captions, 'caption', 'captions')}`,
    filter: { all: 'All', kept: 'Kept', rejected: 'Rejected', failed: 'Failed' },
    filterName: 'Which samples',
    mixed: 'mixed',
    sharedTitle: 'Shared settings',
    nothingShared: 'These nodes have no settings in common',
    open: 'Open image',
  },

  strip: {
    tabs: { live: 'Live samples', problems: 'Problems', log: 'Log', runs: 'Runs' },
    follow: 'Follow',
    fold: 'Fold the strip',
    unfold: 'Unfold the strip',
    empty: 'Captions appear here beside their images while a run is under way',
    noProblems: 'Failed and rejected samples of the latest run appear here, grouped by cause',
    noLog: 'What the engine does is written here',
    noRuns: 'Each run is listed here with what it made and cost',
    retryFailed: 'Retry failed',
    characters: (count: number) => `${formatCount(count)} ch`,
    rejected: 'Rejected',
    failed: 'Failed',
    runNumber: (id: number) => `#${id}`,
    runColumns: ['Run', 'State', 'Started', 'Took', 'Captions', 'Failed', 'Spend'],
    reused: 'Reused',
  },
} as const;
