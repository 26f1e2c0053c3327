import { formatBytes, formatMoney, formatOf, formatRate } from '../format.ts';

/** Texts of the captioner dialog and of the models screen. */
export const CAPTIONER_TEXTS = {
  title: 'Choose a captioner',
  description: 'Who writes the captions. It can be changed later; nothing else in the flow needs to.',
  use: 'Use this captioner',
  useNothing: 'Choose one of the list',
  later: 'Decide later',

  servers: {
    title: 'Servers on this computer',
    text: 'Ollama, LM Studio, vLLM and llama.cpp are looked for on their usual ports, only when you ask.',
    find: 'Find servers',
    again: 'Look again',
    finding: 'Looking on the usual ports',
    none: 'No server answers on the usual ports. Start one, or add its address as an endpoint.',
    noModels: 'It serves no model',
    model: (server: string) => `Model of ${server}`,
    kinds: {
      ollama: 'Ollama',
      'lm-studio': 'LM Studio',
      vllm: 'vLLM',
      'llama.cpp': 'llama.cpp',
      'openai-compatible': 'OpenAI-compatible server',
    },
    free: 'Runs here, free',
  },

  models: {
    title: 'Models on this computer',
    text: 'Downloaded once, then they work offline and cost nothing. Nothing is sent anywhere.',
    columns: {
      model: 'Model',
      size: 'Size',
      memory: 'Memory',
      licence: 'Licence',
      speed: 'Speed',
      state: 'State',
    },
    showMore: (count: number) => `Show ${count} more`,
    download: 'Download',
    downloadThis: (title: string) => `Download ${title}`,
    resume: 'Resume',
    cancel: 'Cancel download',
    remove: 'Remove',
    removeThis: (title: string) => `Remove ${title}`,
    removed: (title: string) => `${title} was removed from this computer`,
    ready: 'Ready',
    bundled: 'Comes with the app',
    downloading: 'Downloading',
    checking: 'Checking',
    failed: 'Download failed',
    cancelled: 'Stopped. What is here already is kept.',
    progress: (received: number, total: number) =>
      total > 0 ? `${formatBytes(received)} of ${formatBytes(total)}` : formatBytes(received),
    /** The table states approximate figures; the exact size is known once the hub has answered. */
    size: (bytes: number) => `about ${formatBytes(bytes)}`,
    memory: (megabytes: number) => `about ${formatBytes(megabytes * 1e6)}`,
    memoryUnknown: 'not known',
    speed: (perSecond: number) => formatRate(perSecond),
    notMeasured: 'not measured',
    restricted: 'Limited use',
    restrictedHelp:
      'The licence forbids some uses, such as commercial ones. Read it before you use the captions.',
    precision: 'Precision',
    precisionAuto: 'Automatic',
    goodFor: 'Good for',
    limits: 'Limits',
    providers: {
      cpu: 'CPU',
      webgpu: 'WebGPU',
      cuda: 'CUDA',
      dml: 'DirectML',
      coreml: 'CoreML',
    } as Readonly<Record<string, string>>,
    /** Where a model that has not run yet would be tried first. */
    triesFirst: (provider: string) => `tries ${provider} first`,
    ranOn: (provider: string, hosts: number, threads: number) =>
      `${provider}, ${formatOf(hosts, 'process', 'processes')} × ${formatOf(threads, 'thread', 'threads')}`,
    atOnce: (pictures: number) => `${pictures} pictures at once`,
    oneAtATime: 'one picture at a time',
    oneAtATimeHelp: 'In batches this model computes other captions than for each picture by itself.',
    eachProcess: (megabytes: number) => `${formatBytes(megabytes * 1e6)} each`,
    speedHelp: 'Images a second, as measured on this computer in the last run.',
    didNotWork: (providers: string) => `${providers} did not work`,
    none: 'No models are listed.',
  },

  starter: {
    title: 'Starter',
    text: 'The small captioner that comes with the app.',
    notForPhotos: 'For drawn scenes only',
  },

  endpoints: {
    title: 'Endpoints',
    text: 'Anything that speaks the OpenAI protocol: a provider with a key, or a server of your own.',
    add: 'Add an endpoint',
    edit: 'Edit',
    editThis: (name: string) => `Edit endpoint ${name}`,
    remove: 'Remove',
    removeThis: (name: string) => `Remove endpoint ${name}`,
    removed: (name: string) => `Endpoint ${name} and its key were removed`,
    key: 'Key stored',
    noKey: 'No key',
    price: (input: number, output: number) =>
      input === 0 && output === 0
        ? 'Free'
        : `${formatMoney(input)} in, ${formatMoney(output)} out a million tokens`,
    noPrice: 'No price known',
    noModel: 'No model chosen',
    none: 'None yet.',
  },

  form: {
    provider: 'Provider',
    other: 'Another address',
    address: 'Address',
    addressHelp: 'Usually ends in /v1',
    addressWrong: 'An address starts with http:// or https://',
    unencrypted: 'This address is not encrypted: the key and the pictures would travel in the open.',
    key: 'Key',
    keyHelp: {
      keychain: (title: string) => `Kept in ${title}, for this host only. It never stands in a project.`,
      memory: 'This system has no keychain that could keep it: the key is forgotten when the app ends.',
      file: 'Kept in a file that only you can read, for this host only. It never stands in a project.',
    },
    keyStored: 'A key is stored. Leave this empty to keep it.',
    removeKey: 'Remove the key',
    connection: 'Connection',
    test: 'Test',
    testing: 'Asking',
    answered: (milliseconds: number, models: number) =>
      `Answered in ${Math.round(milliseconds)} ms, ${formatOf(models, 'model', 'models')}`,
    model: 'Model',
    modelHelp: 'One that sees pictures',
    modelMissing: 'Enter the model’s name',
    name: 'Name',
    nameHelp: 'Projects refer to the endpoint by this name',
    nameWrong: 'Small letters, digits and hyphens, at most 40',
    price: 'Price a million tokens',
    priceIn: 'Price of what is sent, a million tokens',
    priceOut: 'Price of what comes back, a million tokens',
    in: 'in',
    out: 'out',
    priceListed: (input: number, output: number, day: string) =>
      `Empty takes what the price table has of ${day}: ${formatMoney(input)} in, ${formatMoney(output)} out. Check it.`,
    priceHelp: 'As your provider lists it. Without a price there is no run under a budget cap.',
    free: 'Free',
    save: 'Save endpoint',
    cancel: 'Cancel',
  },

  screen: {
    title: 'Models and endpoints',
    text: 'What can write captions on this computer, and over the network.',
  },
} as const;
