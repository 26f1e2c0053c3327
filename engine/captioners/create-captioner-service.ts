import path from 'node:path';
import type { CaptionerRef } from '../../core/captioner.ts';
import { type CodedError, UserError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { EngineHost } from '../engine-host.ts';
import { createEndpointBook } from '../settings/endpoints.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { CaptionerService } from './captioner-service.ts';
import { openBatchCaptioner } from './batch/open-batch-captioner.ts';
import { openEndpointCaptioner } from './endpoint/endpoint-captioner.ts';
import { profileOf } from './endpoint/model-profiles.ts';
import { batchPrice } from './endpoint/prices.ts';
import { openLocalCaptioner } from './local/local-captioner.ts';
import { readMachine, readMachineFacts } from './local/machine-facts.ts';
import { createSetupMemory } from './local/setup-memory.ts';
import { createModelLibrary, STARTER } from './models/model-library.ts';

type Finding = Omit<Problem, 'node'>;

export interface CaptionerServiceOptions {
  readonly host: EngineHost;
  readonly settings: SettingsFile;
  /** Shared with whoever lists and downloads models. */
  readonly models?: ReturnType<typeof createModelLibrary>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Providers on the internet that answer nobody without a key. */
const KEY_NEEDED =
  /(^|\.)(openai\.com|anthropic\.com|googleapis\.com|mistral\.ai|openrouter\.ai|together\.(ai|xyz)|groq\.com|fireworks\.ai|deepinfra\.com|x\.ai|azure\.com)$/;

/** Opens captioners by what flows say of them: endpoints by their name in the settings, local models by id and precision. */
export function createCaptionerService(options: CaptionerServiceOptions): CaptionerService {
  const { host, settings } = options;
  const models = options.models ?? createModelLibrary(host, settings);
  const setups = createSetupMemory(path.join(host.dataFolder, 'cache'), readMachineFacts);
  const endpoints = createEndpointBook(settings, host.keychain, options.environment);

  async function checkEndpoint(
    ref: Extract<CaptionerRef, { kind: 'endpoint' }>,
    capped: boolean,
  ): Promise<readonly Finding[]> {
    const endpoint = await endpoints.find(ref.endpoint);
    if (endpoint === undefined) return [endpointUnknown(ref.endpoint)];
    const findings: Finding[] = [];
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
    if (KEY_NEEDED.test(new URL(endpoint.url).hostname) && (await endpoints.keyFor(endpoint)) === undefined) {
      findings.push({
        code: 'ENDPOINT_AUTH',
        severity: 'error',
        message: `There is no key for “${endpoint.name}” at ${new URL(endpoint.url).host}.`,
        remedy: 'Enter the key in the settings.',
        fix: 'enter-key',
        param: 'endpoint',
      });
    }
    if (capped && endpoint.price === undefined) findings.push(priceMissing(endpoint.name));
    return findings;
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
      const error = (
        await (ref.kind === 'endpoint' ? checkEndpoint(ref, budget.capped) : checkLocal(ref))
      ).find((one) => one.severity === 'error');
      if (error !== undefined) throw asError(error);
      if (ref.kind === 'endpoint') {
        const endpoint = await endpoints.find(ref.endpoint);
        if (endpoint === undefined) throw asError(endpointUnknown(ref.endpoint));
        const access = async () => {
          const now = (await endpoints.find(ref.endpoint)) ?? endpoint;
          return { url: now.url, key: await endpoints.keyFor(now) };
        };
        const { key } = await access();
        const model = ref.model || endpoint.model;
        const direct = openEndpointCaptioner({ endpoint, model, key, access, budget, images });
        if (batches === undefined || ref.delivery !== 'batch') return direct;
        return openBatchCaptioner({
          ...batches,
          direct,
          endpoint: endpoint.name,
          model,
          profile: profileOf(model),
          // Without a batch price the full one holds: rather too much than too little is set aside.
          price: endpoint.price && (batchPrice(endpoint.price) ?? endpoint.price),
          enqueuedTokens: endpoint.enqueuedTokens,
          retries: ref.batchRetries ?? 'batch',
          budget,
          images,
        });
      }
      const model = await models.find(ref.model, ref.precision);
      if (model === undefined) throw asError(await modelMissing(ref));
      return openLocalCaptioner({
        model,
        spawnHost: host.spawnHost,
        images,
        machine: readMachine(),
        memory: setups,
        ...(ref.run !== undefined && { run: ref.run }),
        platform: process.platform,
        onMeasured: (rate) => {
          // A measurement is no reason to fail: it is taken again by the next run.
          models.saveMeasured(model, rate).catch(() => undefined);
        },
      });
    },
  };
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
