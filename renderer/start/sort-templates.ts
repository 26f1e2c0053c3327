import type { TemplateInfo } from '../../core/contract/project.ts';

/** What most people come for stands first; the others keep the engine's order. */
const LEADING = ['caption-folder', 'lora-captions', 'captions-for-a-lora', 'lora'];

export function sortTemplates(templates: readonly TemplateInfo[]): readonly TemplateInfo[] {
  const rank = ({ id }: TemplateInfo) => {
    const place = LEADING.indexOf(id);
    return place < 0 ? LEADING.length : place;
  };
  return templates.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether the template begins with a folder of images, so that one is asked for when it is used. */
export function takesImages({ nodes }: Pick<TemplateInfo, 'nodes'>): boolean {
  return nodes.some(({ type }) => type.startsWith('sources.'));
}
