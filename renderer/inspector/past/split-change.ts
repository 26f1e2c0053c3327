import type { ValueChange } from '../../../core/compare-flows.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { ParamSchema } from '../../../core/node-descriptor.ts';
import { presentSide } from '../../runs/present-value.ts';

/** One difference as two texts. */
export interface TextChange {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/**
 * A changed parameter in words. A list of texts with names is told item by item, so that one sentence that was changed in one of
 * twenty is one line; other lists stand line by line.
 */
export function splitChange(change: ValueChange, schema: ParamSchema | undefined): readonly TextChange[] {
  const label = schema?.label ?? change.name;
  const [before, after] = [change.before, change.after];
  const named = [namedTexts(before), namedTexts(after)];
  const [then, now] = named;
  if (then && now) {
    const names = [...new Set([...then.keys(), ...now.keys()])];
    return names
      .filter((name) => then.get(name) !== now.get(name))
      .map((name) => ({
        label: `${label}: ${name}`,
        before: then.get(name) ?? '',
        after: now.get(name) ?? '',
      }));
  }
  return [{ label, before: sideText(before, schema), after: sideText(after, schema) }];
}

/** Items that have a text, by their title or id; undefined for any other value. */
function namedTexts(value: Json | undefined): ReadonlyMap<string, string> | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const items = value.filter(
    (item): item is JsonObject => isJsonObject(item) && typeof item.text === 'string',
  );
  if (items.length !== value.length) return undefined;
  return new Map(items.map((item) => [String(item.title || item.id), String(item.text)]));
}

function sideText(value: Json | undefined, schema: ParamSchema | undefined): string {
  if (Array.isArray(value) && value.length > 0) return value.map(lineOf).join('\n');
  return presentSide(value, schema);
}

function lineOf(item: Json): string {
  return isJsonObject(item) ? Object.values(item).map(String).join(' → ') : String(item);
}
