import { formatCap, formatCount, formatElapsed, formatMoney, formatOf } from '../format.ts';

/** Texts of the screen on which captioners are tried side by side. */
export const TRY_TEXTS = {
  title: 'Try captioners',
  subtitle: 'A few images, several captioners and prompts, side by side',
  back: 'Back to the start',

  pictures: {
    add: 'Add images',
    choose: 'Choose files',
    folder: 'Choose a folder',
    fromProject: 'From this project',
    title: 'Images',
    emptyTitle: 'Which captioner suits your images?',
    empty:
      'Drop up to ten images here, paste them, or choose them. Then choose captioners and prompts, and see all captions side by side with time and price. Nothing is sent before you press Caption.',
    drop: 'Drop to add',
    remove: (name: string) => `Remove ${name}`,
    open: (name: string) => `Show ${name} large`,
    adding: 'Adding images',
    uploading: (done: number, all: number) => `Copying ${formatCount(done)} of ${formatCount(all)}`,
    notImage: 'This is no image that can be captioned.',
    leftOut: (count: number, most: number) =>
      `A try takes at most ${most} images: ${formatOf(count, 'more image was', 'more images were')} left out.`,
    refused: (count: number) => `${formatOf(count, 'image was', 'images were')} not added`,
    dismiss: 'Hide this',
    size: (width: number, height: number) => `${formatCount(width)} × ${formatCount(height)}`,
    tooBig: 'This picture is larger than 20 MB. Save it as a file and choose that.',
    more: (count: number, most: number) =>
      `${formatCount(count)} of ${most} images. Drop or paste more here.`,
    row: 'Image',
  },

  project: {
    title: 'Images of this project',
    text: (free: number) => `Choose up to ${free}.`,
    add: (count: number) => `Add ${formatOf(count, 'image', 'images')}`,
    none: 'This project has no images yet. Run its source once, or choose files.',
    search: 'Find by path or caption',
    shown: (shown: number, total: number) =>
      `${formatCount(shown)} of ${formatCount(total)}; search to find others`,
  },

  columns: {
    add: 'Add captioners',
    addTitle: 'Add a captioner',
    addText: 'Each prompt that you choose makes a column of its own.',
    captioner: 'Captioner',
    prompts: 'Prompts',
    prompt: 'Prompt',
    own: 'Own text',
    ownLabel: 'Your prompt',
    ownPlaceholder: 'What the captioner is to do. {{image.folder}} and {{image.name}} are filled in.',
    noPrompt: 'No prompt',
    noPromptText: 'The model’s own instruction. Small local models need no other.',
    addColumns: (count: number) => `Add ${formatOf(count, 'column', 'columns')}`,
    chooseFirst: 'Choose a captioner and a prompt',
    empty:
      'Choose whom to ask. Endpoints, servers found on this computer and local models stand side by side.',
    menu: (title: string) => `More about ${title}`,
    settings: 'Settings and prompt',
    duplicate: 'Duplicate with other settings',
    left: 'Move left',
    right: 'Move right',
    caption: 'Caption this column',
    remove: 'Remove',
    makeFlow: 'Make a flow of it',
    settingsTitle: (title: string) => `Settings of ${title}`,
    duplicateTitle: (title: string) => `${title} with other settings`,
    settingsText:
      'Other settings make another column: what this one replied stays known, and comes back with its settings.',
    change: 'Change',
    addThis: 'Add as a column',
    sentNow: 'As sent for the first image',
    nobody: 'No captioner',
  },

  cell: {
    empty: 'Not asked yet',
    running: 'Running',
    waiting: 'Waits',
    failed: 'Failed',
    star: 'Star this caption',
    unstar: 'Take the star away',
    starred: 'starred',
    more: 'Show all',
    less: 'Show less',
    tokens: (input: number, output: number) => `${formatCount(input)} → ${formatCount(output)}`,
    tokensHint: 'Tokens in → out',
    free: '$0.00',
    noPrice: 'no price',
    again: 'Try again',
    asSent: 'Prompt as sent',
    wouldReject: 'A flow made of this column rejects it',
    flags: (reason: string) => reason,
  },

  head: {
    queued: 'Waits for its turn',
    held: 'Held up',
    missing: (count: number) => `${formatCount(count)} to ask`,
    running: (done: number, all: number) => `${formatCount(done)} of ${formatCount(all)}`,
    most: (usd: number) => `at most ${formatMoney(usd)}`,
    free: 'free',
    unknown: 'price unknown',
    stars: (count: number) => formatOf(count, 'star', 'stars'),
    best: 'Most stars',
    withoutCap: 'Try without a cap',
    enterPrice: 'Enter its price',
    again: 'Try again',
  },

  totals: {
    title: 'Totals',
    length: 'Length',
    lengthValue: (value: number) => `${formatCount(Math.round(value))} ch`,
    time: 'Time',
    timeValue: (ms: number) => `${formatElapsed(ms)} / image`,
    tokens: 'Tokens',
    price: '1,000 images',
    about: (usd: number) => `about ${formatMoney(usd)}`,
    between: (low: number, high: number) => `${formatMoney(low)}–${formatMoney(high)}`,
    free: 'free',
    unknown: 'unknown',
    problems: 'Problems',
    failed: (count: number) => `${formatCount(count)} failed`,
    flagged: (count: number) => `${formatCount(count)} flagged`,
    none: 'none',
    interval: '95% interval from the captions so far',
    few: 'From too few captions for an interval',
    nothing: '—',
  },

  run: {
    caption: (count: number) => `Caption ${formatCount(count)}`,
    nothing: 'Caption',
    nothingWhy: 'All captions are here',
    needs: 'Add images and captioners first',
    stop: 'Stop all',
    most: (usd: number) => `At most ${formatMoney(usd)}`,
    mostSome: (usd: number) => `At most ${formatMoney(usd)}, and what has no known price`,
    free: 'Costs nothing',
    unknown: 'Price unknown',
    overCap: 'More than the cap leaves: it stops before crossing it',
    announce: (done: number, all: number, failed: number) =>
      `${formatCount(done)} of ${formatCount(all)} captions, ${formatCount(failed)} failed`,
  },

  money: {
    label: (spent: number, cap: number | undefined) =>
      cap === undefined
        ? `${formatMoney(spent)} spent, no cap`
        : `${formatMoney(spent)} spent of ${formatCap(cap)}`,
    short: (spent: number, cap: number | undefined) =>
      cap === undefined ? formatMoney(spent) : `${formatMoney(spent)} of ${formatCap(cap)}`,
    title: 'Most that this try may spend',
    help: 'The worst case of every request is set aside before it is sent.',
    reserved: (usd: number) => `${formatMoney(usd)} is set aside for requests under way.`,
    set: 'Set the cap',
    remove: 'No cap',
    invalid: 'Enter an amount from 0 to 1,000,000.',
  },

  tools: {
    blind: 'Blind',
    blindHint: 'Hide who wrote what, and shuffle every row',
    reveal: 'Reveal',
    blindNote:
      'Names, numbers and totals are hidden, and every row is shuffled. Star the captions that you like best, then reveal.',
    choice: (index: number) => `Caption ${String.fromCharCode(65 + index)}`,
    compare: 'Differences',
    compareHint: 'Mark the words in which two columns differ',
    compareLeft: 'First column',
    compareRight: 'Second column',
    compareOff: 'Mark nothing',
    compareOn: 'Mark differences',
    compareNeeds: 'Two columns are needed',
    copy: 'Copy as Markdown',
    copied: 'The table is on the clipboard',
    notCopied: 'The browser did not let the table onto the clipboard.',
    clear: 'Start over',
    cleared: 'The board is empty. What was replied stays known.',
    more: 'More',
    grid: 'Captions by image and captioner',
  },

  large: {
    title: (name: string) => name,
    earlier: 'Image before',
    later: 'Next image',
    of: (at: number, all: number) => `${formatCount(at)} of ${formatCount(all)}`,
    none: 'No captions yet',
  },

  flow: {
    button: 'Make a flow of it',
    needs: 'Caption something first',
    title: 'Make a flow of it',
    text: 'The flow asks exactly what this column asked. What it replied comes along and is not paid for again.',
    which: 'Way of captioning',
    images: 'Images',
    source: (title: string) => `What “${title}” gives`,
    folder: 'A folder of images',
    folderNone: 'No folder is chosen yet',
    choose: 'Choose',
    tried: (count: number) => `The ${formatOf(count, 'image', 'images')} tried here`,
    triedText: 'They are copied beside the project.',
    into: 'Put it into',
    open: (name: string) => `“${name}”, as one edit`,
    fresh: 'A new project',
    make: 'Make the flow',
    making: 'Making the flow',
    made: (replies: number) =>
      replies === 0
        ? 'The flow is made'
        : `The flow is made, and ${formatOf(replies, 'reply', 'replies')} came along`,
    starred: (count: number) => formatOf(count, 'star', 'stars'),
  },

  table: {
    image: 'Image',
    totals: 'Mean',
  },

  connecting: 'Connecting',
  locked: 'The board cannot be opened',
  retry: 'Try again',
} as const;
