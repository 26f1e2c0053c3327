import type { FlowNode } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { checkParam, sameJson } from './forms/check-param.ts';

/** Settings of one node, as they were when they were copied. */
export interface CopiedSettings {
  readonly type: string;
  readonly params: JsonObject;
}

/** The edits that give nodes the copied settings: all of them where the type is the same, else those that have the same name and schema. */
export function pasteSettingsEdits(
  copied: CopiedSettings,
  nodes: readonly FlowNode[],
  catalog: NodeCatalog,
): readonly FlowEdit[] {
  const from = catalog.get(copied.type)?.params ?? {};
  return nodes.flatMap((node): FlowEdit[] => {
    const to = catalog.get(node.type)?.params ?? {};
    const params: Record<string, Json> = {};
    const reset: string[] = [];
    for (const [name, schema] of Object.entries(to)) {
      if (!sameJson(from[name] as unknown as Json, schema as unknown as Json)) continue;
      const value = copied.params[name];
      if (value === undefined) {
        if (name in node.params) reset.push(name);
      } else if (checkParam(schema, value) === undefined && !sameJson(value, node.params[name]))
        params[name] = value;
    }
    if (Object.keys(params).length + reset.length === 0) return [];
    return [{ kind: 'set-params', id: node.id, params, ...(reset.length > 0 && { reset }) }];
  });
}
