import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { ManagedServer, ServingEnvironment } from '../serving/managed-server.ts';
import { codedErrors, trusted } from './schema.ts';
import type { JobLog } from './training.ts';

const base = oc.errors(codedErrors);
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const server = z.object({ name });

/** How a server is run; absent fields stay as they are. */
const settings = z
  .object({
    device: z.enum(['auto', 'cuda', 'mps', 'cpu']),
    program: z.enum(['auto', 'vllm', 'transformers']),
    idleMinutes: z.number().min(0).max(100_000),
    besideTraining: z.boolean(),
  })
  .partial();

/** A model of the open project, by the digest of its files, or any folder in Hugging Face's layout. */
const model = z.union([
  z.object({ digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.object({ folder: z.string().min(1).max(4096) }),
]);

/** Models that the app serves itself, each as an endpoint. */
export const servingContract = {
  list: base.output(trusted<readonly ManagedServer[]>()),
  /** The present state, then each change; latest value. */
  watch: base.output(eventIterator(trusted<readonly ManagedServer[]>())),
  /** Makes a server for a model and starts it; one that is there for the same files is taken. Resolves when its start has begun. */
  serve: base
    .input(z.object({ model, title: z.string().max(200).optional(), settings: settings.optional() }))
    .output(trusted<ManagedServer>()),
  /** Resolves when the start has begun; `watch` tells the rest. */
  start: base.input(server).output(z.void()),
  stop: base.input(server).output(z.void()),
  /** Takes effect with the next start, but for the idle time. */
  change: base.input(z.object({ name, settings })).output(trusted<ManagedServer>()),
  /** Stops it and forgets it; the model stays. */
  remove: base.input(server).output(z.void()),
  log: base.input(z.object({ name, lines: z.int().min(1).max(2000).default(200) })).output(trusted<JobLog>()),
  environment: {
    watch: base.output(eventIterator(trusted<ServingEnvironment>())),
    get: base.output(trusted<ServingEnvironment>()),
    /** Begins; resolves at once, `watch` tells the rest. */
    setUp: base.output(z.void()),
    cancel: base.output(z.void()),
  },
};
