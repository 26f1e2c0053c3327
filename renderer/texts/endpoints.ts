import { formatCount, formatMoney, formatOf, formatRate } from '../format.ts';

/** A price with as many decimals as it has, at least two: `$2.50`, `$0.175`. */
function formatPrice(usd: number): string {
  const [whole = '0', rest = ''] = String(Number(usd.toFixed(6))).split('.');
  return `$${formatCount(Number(whole))}.${rest.padEnd(2, '0')}`;
}

/** Texts of endpoints at work: their addresses, statistics, profiles, prices and costs. */
export const ENDPOINT_TEXTS = {
  providers: {
    openai: 'OpenAI',
    openrouter: 'OpenRouter',
    gemini: 'Google Gemini',
    mistral: 'Mistral',
    together: 'Together',
  },

  members: {
    title: 'More addresses',
    text: 'Servers of the same model. Requests go where there is room, by weight; one that fails is left out until it is well again.',
    add: 'Add an address',
    address: (number: number) => `Address ${number}`,
    model: (number: number) => `Model at address ${number}`,
    modelSame: 'the same model',
    weight: (number: number) => `Weight of address ${number}`,
    weightUnit: 'weight',
    weightHelp: 'Weight 0 sends nothing new there.',
    key: (number: number) => `Key for address ${number}`,
    keyEmpty: 'key, if it needs one',
    keyStored: 'key stored',
    keyShared: 'Same host: the key above is used',
    remove: (number: number) => `Remove address ${number}`,
    count: (count: number) => formatOf(count, 'address', 'addresses'),
    wrong: 'An address starts with http:// or https://',
    twice: 'This address is there already',
  },

  live: {
    title: (name: string) => `How ${name} does`,
    unused: 'Nothing was asked of it since the app started.',
    total: 'Together',
    columns: {
      address: 'Address',
      inFlight: 'In flight',
      replies: 'Replies',
      pace: 'Pace',
      retries: 'Again',
      refused: '429',
      failures: 'Failed',
      latency: 'Latency',
      tokens: 'Tokens',
      cost: 'Cost',
    },
    help: {
      inFlight: 'Requests under way, of as many as it bears now',
      retries: 'Requests that were sent again after a failure',
      refused: 'Refused as too many at once (429)',
      failures: 'Any other failure',
      latency: 'Half of the latest replies took less, and 95% took less than the second number',
      tokens: 'Sent and written',
    },
    inFlight: (inFlight: number, limit: number) => `${formatCount(inFlight)} of ${formatCount(limit)}`,
    pace: (perSecond: number) => (perSecond > 0 ? formatRate(perSecond) : '–'),
    latency: (p50: number, p95: number) => `${seconds(p50)} · ${seconds(p95)}`,
    tokens: (sent: number, written: number) => `${short(sent)} · ${short(written)}`,
    cost: (usd: number, unpriced: number, replies: number) =>
      replies === 0
        ? '–'
        : unpriced >= replies
          ? 'not known'
          : `${unpriced > 0 ? '≥ ' : ''}${formatMoney(usd)}`,
    health: {
      idle: 'Not asked yet',
      healthy: 'Answers well',
      failing: 'Failed last',
      out: 'Left out',
      draining: 'Ends what is under way',
      drained: 'Gets nothing new',
    },
    probe: (seconds: number) =>
      seconds <= 0 ? 'tried again as soon as it is needed' : `tried again in ${seconds} s`,
  },

  prices: {
    title: 'Prices',
    text: 'US dollars a million tokens, as the providers listed them on the day given. They change without notice: check them before you rely on a forecast or a cap.',
    search: 'Find a provider or a model',
    add: 'Add a price',
    none: 'No price fits.',
    showAll: (count: number) => `Show all ${formatCount(count)}`,
    columns: {
      models: 'Model',
      host: 'Provider',
      input: 'In',
      cached: 'Cached in',
      output: 'Out',
      batch: 'Batch in · out',
      asOf: 'As of',
    },
    edit: (model: string) => `Change the price of ${model}`,
    restore: (model: string) => `Restore the listed price of ${model}`,
    remove: (model: string) => `Remove the price of ${model}`,
    changed: 'Changed by you',
    own: 'Added by you',
    models: 'Models, with * for anything',
    host: 'Host of the address',
    input: 'In',
    output: 'Out',
    cached: 'Cached in',
    batchInput: 'Batch in',
    batchOutput: 'Batch out',
    save: 'Save price',
    cancel: 'Cancel',
    incomplete: 'Host, model and the prices in and out are needed',
    price: (usd: number | undefined) => (usd === undefined ? '–' : formatPrice(usd)),
    pair: (input: number | undefined, output: number | undefined) =>
      input === undefined || output === undefined ? '–' : `${formatPrice(input)} · ${formatPrice(output)}`,
    whose: (models: readonly string[], host: string) => `${models.join(', ')} at ${host}`,
    check: (day: string) => `Listed ${day}, check it`,
  },

  profiles: {
    title: 'Model profiles',
    text: 'What a family of models takes and how it counts pictures. Wrong figures make forecasts and reservations wrong, never a caption.',
    edit: (family: string) => `Change the profile of ${family}`,
    restore: (family: string) => `Restore the profile of ${family}`,
    remove: (family: string) => `Remove the profile of ${family}`,
    changed: 'Changed by you',
    own: 'Added by you',
    add: 'Add a family',
    showAll: (count: number) => `Show all ${formatCount(count)}`,
    columns: {
      family: 'Family',
      models: 'Models',
      limit: 'Limit',
      takes: 'Takes',
      reasoning: 'Reasoning',
      image: 'A picture of 1 megapixel',
    },
    takes: { temperature: 'temperature', topP: 'top p', seed: 'seed' },
    takesNothing: 'neither temperature nor seed',
    tokens: (tokens: number) => formatOf(tokens, 'token', 'tokens'),
    atMost: (tokens: number) => `at most ${formatOf(tokens, 'token', 'tokens')}`,
    family: 'Family',
    models: 'Names of models, with * for anything, separated by commas',
    limitField: 'Limit of tokens is sent as',
    reasoning: 'Room for hidden reasoning',
    image: 'Pictures are counted by',
    kinds: {
      tiles: 'Tiles of 512 pixels',
      patches: 'Patches',
      area: 'Area',
      crops: 'Crops (Gemini)',
      fixed: 'A fixed number',
    },
    fields: {
      base: 'Base',
      each: 'Each',
      side: 'Side',
      most: 'At most',
      least: 'At least',
      factor: 'Factor',
      pixelsPerToken: 'Pixels a token',
      tokens: 'Tokens',
    },
    source: 'Where the figures are from',
    save: 'Save profile',
    cancel: 'Cancel',
    incomplete: 'A family needs a name and at least one model',
  },

  costs: {
    title: 'What captions cost',
    text: 'By model and folder, over all runs of this project. A caption is kept when no later node of its run rejected it.',
    none: 'No model has written a caption in this project yet.',
    noProject: 'Open a project to see what its captions cost.',
    columns: {
      model: 'Model',
      source: 'Folder',
      captions: 'Captions',
      kept: 'Kept',
      cost: 'Cost',
      each: 'A kept caption',
    },
    gone: 'not there any more',
    unknown: 'not known',
    cost: (usd: number, unpriced: number) => `${unpriced > 0 ? '≥ ' : ''}${formatMoney(usd)}`,
    unpriced: (count: number) => `The price of ${formatOf(count, 'caption', 'captions')} is not known`,
  },
} as const;

function seconds(milliseconds: number): string {
  return milliseconds < 995 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** 1234567 → `1.2M` */
function short(count: number): string {
  if (count < 1000) return String(Math.round(count));
  return count < 999_500 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}M`;
}
