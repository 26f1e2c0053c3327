import type { TemplateInfo } from '../../core/contract/project.ts';

/** What most people come for stands first; the others keep the engine's order. The sample has a place of its own. */
const LEADING = ['caption-folder', 'lora-captions'];
const SAMPLE = 'sample';

export function sortTemplates(templates: readonly TemplateInfo[]): readonly TemplateInfo[] {
  const rank = ({ id }: TemplateInfo) => {
    const place = LEADING.indexOf(id);
    return place < 0 ? LEADING.length : place;
  };
  return templates.filter(({ id }) => id !== SAMPLE).toSorted((a, b) => rank(a) - rank(b));
}

/** Whether the template begins with a folder of images, so that one is asked for when it is used. */
export function takesFolder({ needs }: Pick<TemplateInfo, 'needs'>): boolean {
  return needs.includes('folder');
}
