import type { TemplateCategory, TemplateInfo } from '../../core/contract/project.ts';

/** What the gallery can be narrowed to. */
export type TemplateFilter = 'all' | 'offline' | TemplateCategory;

/** The sample has a card of its own. */
const SAMPLE = 'sample';

/** The templates that fit the filter and in whose words all that is typed stands, in the engine's order. */
export function shownTemplates(
  templates: readonly TemplateInfo[],
  { search, filter }: { readonly search: string; readonly filter: TemplateFilter },
): readonly TemplateInfo[] {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter((template) => {
    if (template.id === SAMPLE) return false;
    const { title, summary, gives, needs, category } = template;
    const text = `${title} ${summary} ${gives}`.toLowerCase();
    const fits = filter === 'all' || (filter === 'offline' ? needs.includes(filter) : category === filter);
    return fits && words.every((word) => text.includes(word));
  });
}

/** The filters that lead somewhere: categories without a template are not offered. */
export function offeredFilters(templates: readonly TemplateInfo[]): readonly TemplateFilter[] {
  const order: readonly TemplateFilter[] = ['all', 'caption', 'compare', 'clean', 'train', 'own', 'offline'];
  return order.filter(
    (filter) => filter === 'all' || shownTemplates(templates, { search: '', filter }).length > 0,
  );
}

/** Whether the template begins with a folder of images, so that one is asked for when it is used. */
export function takesFolder({ needs }: Pick<TemplateInfo, 'needs'>): boolean {
  return needs.includes('folder');
}
