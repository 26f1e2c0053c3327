import type { FrozenRecords } from '../../core/node-context.ts';
import { createBreath } from '../breath.ts';
import type { ArtifactsTable } from './artifacts-table.ts';

/** Records of artifacts as jobs read them that make artifacts of their own. */
export function frozenRecords(artifacts: Pick<ArtifactsTable, 'page' | 'records'>): FrozenRecords {
  const breath = createBreath();
  return {
    async *records({ id }) {
      for (const record of artifacts.records(id)) {
        await breath();
        yield record;
      }
    },
    at: async ({ id }, position) => artifacts.page(id, position, 1)[0],
  };
}
