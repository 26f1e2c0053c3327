import type { Json } from '../../core/json.ts';
import type { Facets } from '../../core/sample.ts';
import { namesIn, type TemplatePart, type TemplateValues } from './template.ts';

/** The facets that a template's variables come from; each may be missing where no variable asks for it. */
export type PromptFacets = Partial<Pick<Facets, 'image' | 'location' | 'evidence' | 'metadata'>>;
export type PromptFacetName = keyof PromptFacets;

/** Variables with a fixed name, and the facet that each comes from. `evidence.…` and `metadata.…` go as deep as the data. */
export const IMAGE_VARIABLES: Readonly<Record<string, PromptFacetName>> = {
  'image.folder': 'location',
  'image.name': 'location',
  'image.width': 'image',
  'image.height': 'image',
  'image.alt': 'metadata',
};

/** Everything that a template may name, built from what is known of one sample. */
export function promptValues({ image, location, evidence, metadata }: PromptFacets): TemplateValues {
  const alt: Json | undefined = metadata?.alt;
  return {
    image: {
      ...(location && { folder: location.folder, name: location.name }),
      ...(image && { width: image.width, height: image.height }),
      ...(typeof alt === 'string' && { alt }),
    },
    evidence: evidence ?? {},
    metadata: metadata ?? {},
  };
}

/** The facets that a template reads. A name that is relative to a section counts for the section. */
export function facetsIn(parts: readonly TemplatePart[]): ReadonlySet<PromptFacetName> {
  const facets = new Set<PromptFacetName>();
  for (const { name } of namesIn(parts)) {
    const fixed = Object.hasOwn(IMAGE_VARIABLES, name) ? IMAGE_VARIABLES[name] : undefined;
    const root = name.split('.')[0];
    if (fixed) facets.add(fixed);
    // `{{#image}}{{width}}{{/image}}` asks for anything of the image
    else if (name === 'image') for (const facet of Object.values(IMAGE_VARIABLES)) facets.add(facet);
    else if (root === 'evidence' || root === 'metadata') facets.add(root);
  }
  return facets;
}
