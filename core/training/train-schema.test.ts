import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { trainEventSchema } from './train-event.ts';
import { trainRecordSchema } from './train-record.ts';
import { trainAuditSchema, trainProbeSchema } from './train-report.ts';
import { trainSpecSchema } from './train-spec.ts';

/** What the trainer reads is described as it may be written, what it writes as it comes out. */
const SCHEMAS = {
  'train-spec': z.toJSONSchema(trainSpecSchema, { io: 'input' }),
  'train-record': z.toJSONSchema(trainRecordSchema, { io: 'input' }),
  'train-event': z.toJSONSchema(trainEventSchema),
  'train-audit': z.toJSONSchema(trainAuditSchema),
  'train-probe': z.toJSONSchema(trainProbeSchema),
};

describe('the schemas in the trainer', () => {
  it.each(Object.entries(SCHEMAS))(
    '[TRAIN1] %s is the one that the app checks by; `npm run trainer:schema` writes it',
    async (name, schema) => {
      await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
        `../../trainer/src/ekphrasis_trainer/schema/${name}.json`,
      );
    },
  );
});
