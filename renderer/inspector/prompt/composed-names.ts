import type { FlowNode } from '../../../core/flow.ts';
import { type Field, type PromptParts, paramValue } from '../forms/form-model.ts';

/** Names of parameters that the composer takes over from the plain form. */
export function composedNames(
  node: Pick<FlowNode, 'params'>,
  composed: PromptParts,
  base: Field | undefined,
): ReadonlySet<string> {
  // The value is looked at so that a damaged list still gets its plain field.
  const damaged = !Array.isArray(paramValue(node, composed.rules.name, composed.rules.schema));
  return new Set(
    damaged
      ? []
      : [composed.rules.name, composed.parts.name, composed.otherwise?.name ?? '', base?.name ?? ''],
  );
}
