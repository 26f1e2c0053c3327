import { firstFormat } from './2026-11-23-first-format.ts';
import type { Migration } from './migration.ts';

/** Every migration, oldest first. */
export const MIGRATIONS: readonly Migration[] = [firstFormat];
