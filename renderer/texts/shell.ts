import { formatCap, formatCount, formatMoney, formatOf } from '../format.ts';
import { lowerFirst } from './lower-first.ts';

/** Texts around every screen: top bar, money, runs, settings, commands. */
export const SHELL_TEXTS = {
  topBar: {
    saved: 'Saved',
    saving: 'Saving',
    readOnly: 'Read-only',
    projectMenu: (name: string) => `Project ${name}`,
    rename: 'Rename project',
    saveTemplate: 'Save flow as template',
    newName: 'Name',
    renameButton: 'Rename',
    toStart: 'Open another project',
    closeProject: 'Close project',
    reveal: 'Show in folder',
    copyPath: 'Copy path',
    pathCopied: 'Path copied',
    undo: (label: string | undefined) => (label ? `Undo ${lowerFirst(label)}` : 'Nothing to undo'),
    redo: (label: string | undefined) => (label ? `Redo ${lowerFirst(label)}` : 'Nothing to redo'),
    search: 'Search nodes and commands',
    logo: 'Start screen',
  },

  spend: {
    name: (spend: number, cap: number | undefined) =>
      cap === undefined
        ? `Spent ${formatMoney(spend)}, no cap`
        : `Spent ${formatMoney(spend)} of ${formatCap(cap)}`,
    cap: (cap: number) => `${formatCap(cap)} cap`,
    noCap: 'no cap',
    noCapYet: 'No cap',
    title: 'Budget cap',
    help: 'A run pauses before it would cost more. Local models are free.',
    save: 'Set cap',
    remove: 'Remove cap',
    spent: 'Spent in this project',
    reserved: 'Reserved for requests under way',
    invalid: 'A cap is an amount in US dollars, 0 or more.',
  },

  run: {
    run: 'Run',
    menu: 'More ways to run',
    runAll: 'Run',
    runTo: (title: string) => `Run to ${title}`,
    runToSelected: 'Run to the selected node',
    runSome: (count: number) => `Run ${count} samples`,
    forecast: 'Forecast on a sample…',
    retryFailed: 'Retry failed',
    retryFailedCount: (count: number) => `Retry ${formatOf(count, 'failed sample', 'failed samples')}`,
    pause: 'Pause run',
    resume: 'Resume run',
    stop: 'Stop run',
    left: (time: string) => `${time} left`,
    of: (done: number, total: number) => `${formatCount(done)} / ${formatCount(total)}`,
    states: {
      queued: 'Queued',
      running: 'Running',
      paused: 'Paused',
      stopped: 'Stopped',
      interrupted: 'Interrupted',
      done: 'Done',
      failed: 'Failed',
    },
    blocked: (count: number) =>
      count === 1 ? 'One problem stands against a run' : `${formatCount(count)} problems stand against a run`,
    announce: (state: string, done: number, total: number, failed: number) =>
      `${state}: ${formatCount(done)} of ${formatCount(total)} done, ${formatCount(failed)} failed`,
  },

  settings: {
    title: 'Settings',
    theme: 'Theme',
    themes: { system: 'System', dark: 'Dark', light: 'Light' },
    minimap: 'Show the minimap',
    all: 'Files and models',
    appearance: 'Appearance',
    version: (version: string) => `Version ${version}`,
    projectsFolder: 'Projects folder',
    projectsFolderHelp: 'Where new projects are created',
    hub: 'Model hub',
    hubHelp: 'Models are downloaded from here, only when you ask',
    computer: 'This computer',
    cores: (cores: number) => formatOf(cores, 'core', 'cores'),
    memory: (gigabytes: string) => `${gigabytes} of memory`,
  },

  commandPalette: {
    title: 'Commands',
    placeholder: 'Find a command or a node',
    nothing: (text: string) => `Nothing is called "${text}"`,
    commands: 'Commands',
    inFlow: 'In this flow',
    add: 'Add a node',
  },
} as const;
