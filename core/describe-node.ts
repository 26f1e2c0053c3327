import { z } from 'zod';
import type { Category, NodeType } from './define-node.ts';
import type { Json, JsonObject } from './json.ts';
import type { NodeDescriptor, ParamSchema } from './node-descriptor.ts';
import { PORT_LABELS } from './port.ts';

/** A node type as plain data, its parameters as JSON Schema. */
export function describeNode(node: NodeType): NodeDescriptor {
  const schema = z.toJSONSchema(node.params, { io: 'input' }) as { properties?: Record<string, ParamSchema> };
  const params = schema.properties ?? {};
  const defaults: Record<string, Json> = {};
  for (const [name, param] of Object.entries(params))
    if (param.default !== undefined) defaults[name] = param.default;
  return {
    type: node.type,
    version: node.version,
    shape: node.shape,
    category: node.type.slice(0, node.type.indexOf('.')) as Category,
    title: node.title,
    summary: node.summary,
    icon: node.icon,
    synonyms: node.synonyms ?? [],
    inputs: Object.entries(node.inputs).map(([name, port]) => ({
      name,
      label: port.label ?? PORT_LABELS[port.type],
      type: port.type,
      required: port.required ?? true,
    })),
    outputs: Object.entries(node.outputs).map(([name, port]) => ({
      name,
      label: port.label ?? name,
      type: port.type,
      required: false,
    })),
    params,
    defaults: defaults as JsonObject,
  };
}
