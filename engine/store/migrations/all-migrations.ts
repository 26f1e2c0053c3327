import { firstFormat } from './2026-11-23-first-format.ts';
import { forecasts } from './2026-11-23-forecasts.ts';
import { providerBatches } from './2026-11-23-provider-batches.ts';
import { runHistory } from './2026-11-23-run-history.ts';
import { setAside } from './2026-11-23-set-aside.ts';
import { stretches } from './2026-11-23-stretches.ts';
import { flowHistory } from './2026-11-29-flow-history.ts';
import type { Migration } from './migration.ts';

/** Every migration, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  firstFormat,
  forecasts,
  providerBatches,
  runHistory,
  setAside,
  stretches,
  flowHistory,
];
