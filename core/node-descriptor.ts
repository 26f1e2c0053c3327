import type { Category, ParamMeta, Shape } from './define-node.ts';
import type { Json, JsonObject } from './json.ts';
import type { PortType } from './port.ts';

/** A port as data. */
export interface PortDescriptor {
  readonly name: string;
  readonly label: string;
  readonly type: PortType;
  readonly required: boolean;
}

/** One parameter as JSON Schema (draft 2020-12) with our hints beside the standard keywords. */
export interface ParamSchema extends ParamMeta {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: Json;
  readonly items?: ParamSchema;
  readonly properties?: Readonly<Record<string, ParamSchema>>;
  readonly anyOf?: readonly ParamSchema[];
}

/** A node type as data: all that editor, CLI and validation need to know of it. */
export interface NodeDescriptor {
  readonly type: string;
  readonly version: number;
  readonly shape: Shape;
  readonly category: Category;
  readonly title: string;
  readonly summary: string;
  readonly icon: string;
  readonly synonyms: readonly string[];
  readonly inputs: readonly PortDescriptor[];
  readonly outputs: readonly PortDescriptor[];
  /** In the order of the form. */
  readonly params: Readonly<Record<string, ParamSchema>>;
  readonly defaults: JsonObject;
}

/** Descriptors by node type. */
export type NodeCatalog = ReadonlyMap<string, NodeDescriptor>;
