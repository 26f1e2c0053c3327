import type { Section } from './form-model.ts';

/** Fields above which a form can be searched. */
export const SEARCH_ABOVE = 10;

/** Sections with the fields whose label, help or choices have all words; empty ones are left out. */
export function findSettings(sections: readonly Section[], search: string): readonly Section[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return sections;
  return sections
    .map(({ title, fields }) => ({
      title,
      fields: fields.filter(({ label, name, schema }) => {
        const text = [title, label, name, schema.help, schema.unit, ...Object.values(schema.options ?? {})]
          .join(' ')
          .toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ fields }) => fields.length > 0);
}
