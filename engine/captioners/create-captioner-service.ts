import type { CaptionerRef } from '../../core/captioner.ts';
import { type CodedError, UserError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { EngineHost } from '../engine-host.ts';
import { type ServedModels, servedSender } from '../serving/served-sender.ts';
import { createEndpointBook, membersOf } from '../settings/endpoints.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import { openBatchCaptioner } from './batch/open-batch-captioner.ts';
import type { CaptionerService } from './captioner-service.ts';
import { openEndpointCaptioner } from './endpoint/endpoint-captioner.ts';
import { createEndpointPools, type EndpointPools, keyMissing, needsKey } from './endpoint/endpoint-pools.ts';
import { batchPrice, DEFAULT_PIXELS, worstCaseUsd } from './endpoint/prices.ts';
import { openLocalCaptioner } from './local/local-captioner.ts';
import { readMachine } from './local/machine-facts.ts';
import { createModelLibrary, STARTER } from './models/model-library.ts';
import { findTrainedModel } from './models/trained-model.ts';

type Finding = Omit<Problem, 'node'>;

export interface CaptionerServiceOptions {
  readonly host: EngineHost;
  readonly settings: SettingsFile;
  /** Shared with whoever lists and downloads models. */
  readonly models?: ReturnType<typeof createModelLibrary>;
  /** Shared with whoever shows how they do. */
  readonly endpoints?: EndpointPools;
  /** Models that the app serves itself. */
  readonly served?: ServedModels;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Opens captioners by what flows say of them: endpoints by their name in the settings, local models by id and precision. */
export function createCaptionerService(options: CaptionerServiceOptions): CaptionerService {
  const { host, settings, served } = options;
  const models = options.models ?? createModelLibrary(host, settings);
  const book = createEndpointBook(settings, host.keychain, options.environment, served);
  const endpoints = options.endpoints ?? createEndpointPools(settings, book);

  async function checkEndpoint(
    ref: Extract<CaptionerRef, { kind: 'endpoint' }>,
    capped: boolean,
  ): Promise<readonly Finding[]> {
    const endpoint = await book.find(ref.endpoint);
    if (endpoint === undefined) return [endpointUnknown(ref.endpoint)];
    const findings: Finding[] = [];
    const fault = (await isServed(endpoint.name)) ? await served?.fault(endpoint.name) : undefined;
    if (fault) {
      const { code, message, details } = fault;
      const { remedy = '', fix } = details;
      findings.push({ code, severity: 'error', message, remedy, param: 'endpoint', ...(fix && { fix }) });
    }
    if (ref.model === '' && endpoint.model === '') {
      findings.push({
        code: 'CAPTIONER_MISSING',
        severity: 'error',
        message: `No model is chosen for “${endpoint.name}”.`,
        remedy: 'Enter the model’s name on the captioner or in the settings.',
        fix: 'choose-captioner',
        param: 'model',
      });
    }
    const { facts } = await endpoints.open(ref.endpoint);
    for (const { url, model } of membersOf(endpoint)) {
      if (needsKey(url) && (await book.keyFor(endpoint, url)) === undefined)
        findings.push(keyFinding(endpoint.name, url));
      const asked = ref.model || endpoint.model;
      const known = facts().priceAt(url, asked === endpoint.model ? model || asked : asked);
      if (capped && known === undefined && !findings.some(({ code }) => code === 'PRICE_MISSING'))
        findings.push(priceMissing(endpoint.name));
    }
    return findings;
  }

  async function isServed(name: string): Promise<boolean> {
    return (await served?.endpoints())?.some(({ endpoint }) => endpoint.name === name) ?? false;
  }

  async function whatStandsAgainst(ref: CaptionerRef, capped: boolean): Promise<CodedError | undefined> {
    const findings = await (ref.kind === 'endpoint' ? checkEndpoint(ref, capped) : checkLocal(ref));
    const error = findings.find(({ severity }) => severity === 'error');
    return error && asError(error);
  }

  async function checkLocal(ref: Extract<CaptionerRef, { kind: 'local' }>): Promise<readonly Finding[]> {
    try {
      if ((await models.find(ref.model, ref.precision)) !== undefined) return [];
    } catch (error) {
      return [
        {
          code: 'MODEL_LOAD',
          severity: 'error',
          message: `The model “${ref.model}” is damaged or incomplete.`,
          remedy:
            ref.model === STARTER
              ? `Install the app again: ${error instanceof Error ? error.message : 'a file is missing'}.`
              : 'Remove it and download it again.',
          fix: 'choose-captioner',
          param: 'model',
        },
      ];
    }
    return [await modelMissing(ref)];
  }

  async function modelMissing(ref: Extract<CaptionerRef, { kind: 'local' }>): Promise<Finding> {
    const known = await models.knows(ref.model, ref.precision);
    return {
      code: 'CAPTIONER_MISSING',
      severity: 'error',
      message: known
        ? `The model “${ref.model}” is not on this computer yet.`
        : `There is no model “${ref.model}”${ref.precision === '' ? '' : ` in precision ${ref.precision}`}.`,
      remedy: known ? 'Download it, or choose another captioner.' : 'Choose one of the models in the list.',
      fix: known && ref.model !== STARTER ? 'download-model' : 'choose-captioner',
      param: 'model',
    };
  }

  return {
    check: (ref, capped) => (ref.kind === 'endpoint' ? checkEndpoint(ref, capped) : checkLocal(ref)),
    open: async (ref, budget, images, signal, batches) => {
      signal.throwIfAborted();
      if (ref.kind === 'endpoint') {
        const endpoint = await book.find(ref.endpoint);
        const model = ref.model || endpoint?.model;
        // Without the model's name nobody can tell what was asked before; all else may wait until something is asked.
        if (!model) throw await whatStandsAgainst(ref, budget.capped);
        const { pool, facts, senderFor } = await endpoints.open(ref.endpoint);
        const servers = (await isServed(ref.endpoint)) ? served : undefined;
        const ownNames = model === endpoint?.model;
        const direct = openEndpointCaptioner({
          pool,
          model,
          modelAt: (member) => (ownNames ? (member.model ?? model) : model),
          facts,
          senderFor: servers
            ? async (member, renew) => servedSender(servers, ref.endpoint, () => senderFor(member, renew))
            : senderFor,
          ready: async () => {
            // It may come up at another address.
            if (servers) (await servers.use(ref.endpoint, signal))();
            await endpoints.open(ref.endpoint);
            const error = await whatStandsAgainst(ref, budget.capped);
            if (error !== undefined) throw error;
          },
          budget,
          images,
        });
        if (batches === undefined || endpoint === undefined || ref.delivery !== 'batch') return direct;
        const price = facts().priceAt(endpoint.url, model);
        return openBatchCaptioner({
          ...batches,
          direct,
          endpoint: endpoint.name,
          model,
          profile: facts().profileOf(model),
          // Without a batch price the full one holds: rather too much than too little is set aside.
          price: price && (batchPrice(price) ?? price),
          enqueuedTokens: endpoint.enqueuedTokens,
          retries: ref.batchRetries ?? 'batch',
          budget,
          images,
        });
      }
      const model = ref.trained
        ? await findTrainedModel(ref.trained, ref.precision)
        : await models.find(ref.model, ref.precision);
      if (model === undefined) throw asError(await modelMissing(ref));
      return openLocalCaptioner({
        model,
        spawnHost: host.spawnHost,
        images,
        machine: readMachine(),
        memory: models.setups,
        ...(ref.run !== undefined && { run: ref.run }),
        platform: process.platform,
        onMeasured: (rate) => {
          // A measurement is no reason to fail: it is taken again by the next run.
          models.saveMeasured(model, rate).catch(() => undefined);
        },
      });
    },
    worstCase: async (ref, request, size) => {
      if (ref.kind !== 'endpoint') return 0;
      const endpoint = await book.find(ref.endpoint);
      if (endpoint === undefined) return undefined;
      const { facts } = await endpoints.open(ref.endpoint);
      const asked = ref.model || endpoint.model;
      const sent = fitted(size, request.maxPixels ?? DEFAULT_PIXELS);
      let worst = 0;
      for (const { url, model } of membersOf(endpoint)) {
        const there = asked === endpoint.model ? model || asked : asked;
        const price = facts().priceAt(url, there);
        if (price === undefined) return undefined;
        worst = Math.max(worst, worstCaseUsd(request, facts().profileOf(there), price, sent));
      }
      return worst;
    },
    batchShare: async (ref) => {
      if (ref.kind !== 'endpoint' || ref.delivery !== 'batch') return undefined;
      const endpoint = await book.find(ref.endpoint);
      if (endpoint === undefined) return undefined;
      const { facts } = await endpoints.open(ref.endpoint);
      const price = facts().priceAt(endpoint.url, ref.model || endpoint.model);
      const batch = price && batchPrice(price);
      if (price === undefined || batch === undefined) return undefined;
      const share = (less: number, full: number) => (full === 0 ? 0 : less / full);
      return Math.max(
        share(batch.inputPerMillion, price.inputPerMillion),
        share(batch.outputPerMillion, price.outputPerMillion),
      );
    },
    facts: async (ref) => {
      const endpoint = ref.kind === 'endpoint' ? await book.find(ref.endpoint) : undefined;
      const model = (ref.kind === 'endpoint' && ref.model) || endpoint?.model;
      if (endpoint === undefined || !model) return undefined;
      const { facts } = await endpoints.open(endpoint.name);
      const price = facts().priceAt(endpoint.url, model);
      return { model, profile: facts().profileOf(model), ...(price && { price }) };
    },
  };
}

/** A size scaled down to an area, as pictures are before they are sent. */
function fitted(size: { readonly width: number; readonly height: number }, pixels: number) {
  const scale = Math.min(1, Math.sqrt(pixels / (size.width * size.height)));
  return { width: Math.ceil(size.width * scale), height: Math.ceil(size.height * scale) };
}

function endpointUnknown(name: string): Finding {
  return {
    code: 'CAPTIONER_MISSING',
    severity: 'error',
    message: name === '' ? 'No endpoint is chosen.' : `There is no endpoint “${name}” in the settings.`,
    remedy: 'Choose an endpoint, or add one in the settings.',
    fix: 'choose-captioner',
    param: 'endpoint',
  };
}

/** A warning: a run that reuses everything needs no key, and one that needs it waits for it with its first request. */
function keyFinding(name: string, url: string): Finding {
  const { code, message, details } = keyMissing(name, url);
  const { remedy = '', fix } = details;
  return { code, severity: 'warning', message, remedy, ...(fix && { fix }), param: 'endpoint' };
}

function priceMissing(name: string): Finding {
  return {
    code: 'PRICE_MISSING',
    severity: 'error',
    message: `“${name}” has no price, so spending under a cap cannot be counted.`,
    remedy: 'Enter its price in the settings (0 if it is free), or run without a cap.',
    fix: 'choose-captioner',
    param: 'endpoint',
  };
}

function asError({ code, message, remedy, fix }: Finding): CodedError {
  return new UserError(code, message, { remedy, ...(fix !== undefined && { fix }) });
}
