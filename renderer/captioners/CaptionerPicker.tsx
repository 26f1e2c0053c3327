import { useId } from 'react';
import { ServedSection } from '../serving/ServedSection.tsx';
import type { CaptionerChoice } from './captioner-choice.ts';
import { EndpointSection } from './EndpointSection.tsx';
import { ModelSection, StarterSection, useModels } from './ModelSection.tsx';
import { ServerSection } from './ServerSection.tsx';

/** All ways to get captions, in one list: servers that run here, models to download, endpoints, and the starter at the end. */
export function CaptionerPicker({
  kind = 'any',
  choice,
  onChoice,
  keyFor,
}: {
  /** `endpoint` and `local` put their own kind first; the other stays in reach. */
  readonly kind?: 'endpoint' | 'local' | 'any';
  readonly choice: CaptionerChoice | undefined;
  readonly onChoice: (choice: CaptionerChoice) => void;
  readonly keyFor?: string;
}) {
  const group = useId();
  const { isPending } = useModels();
  const shared = { group, choice, onChoice };
  const endpoints = (
    <EndpointSection key="endpoints" {...shared} {...(keyFor !== undefined && { openFor: keyFor })} />
  );
  const servers = <ServerSection key="servers" {...shared} />;
  const served = <ServedSection key="served" {...shared} />;
  const models = <ModelSection key="models" {...shared} />;
  const starter = <StarterSection key="starter" {...shared} />;
  const order =
    kind === 'endpoint' || keyFor !== undefined
      ? [endpoints, served, servers, models, starter]
      : kind === 'local'
        ? [models, served, servers, endpoints, starter]
        : [servers, models, served, endpoints, starter];
  // The models push what is below them far down, away from under a pointer: it comes after them.
  return isPending ? order.slice(0, order.indexOf(models) + 1) : order;
}
