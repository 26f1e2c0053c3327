import { downstreamOf } from '../../core/flow-graph.ts';
import type { ImageFacet } from '../../core/sample.ts';
import type { HostedFacts } from '../captioners/captioner-service.ts';
import { imageTokens } from '../captioners/endpoint/image-tokens.ts';
import { GENERAL_PROFILE } from '../captioners/endpoint/profile-table.ts';
import type { ProjectSession } from './project-session.ts';

/** The hosted model that gets the prompts of a node, and how it counts pictures. */
export interface PromptReader {
  readonly model: string;
  /** Tokens of a picture as it would be sent, as the model's provider counts them; absent for models of no known family. */
  readonly imageTokens?: (image: Pick<ImageFacet, 'width' | 'height'>) => number;
}

/** The first captioner behind a prompt node that asks an endpoint; undefined where there is none, or none with a model. */
export async function promptReader(
  project: ProjectSession,
  prompt: string,
): Promise<PromptReader | undefined> {
  const { captioners, library } = project.parts;
  const flow = project.store.flow.flow();
  const behind = downstreamOf(flow, [prompt]);
  for (const node of flow.nodes) {
    const type = library.types.get(node.type);
    if (!behind.has(node.id) || node.mode !== 'active' || type?.shape !== 'batch') continue;
    const params = type.params.safeParse(node.params);
    const ref = params.success ? type.captioner(params.data) : undefined;
    const facts = ref && (await captioners.facts?.(ref));
    if (facts) return reader(facts, params.data?.maxPixels);
  }
  return undefined;
}

function reader({ model, profile }: HostedFacts, maxPixels: unknown): PromptReader {
  if (profile.family === GENERAL_PROFILE.family) return { model };
  return {
    model,
    imageTokens: ({ width, height }) => {
      const most = typeof maxPixels === 'number' && maxPixels > 0 ? maxPixels : Number.POSITIVE_INFINITY;
      const scale = Math.min(1, Math.sqrt(most / (width * height)));
      const side = (pixels: number) => Math.max(1, Math.floor(pixels * scale));
      return imageTokens(profile.image, side(width), side(height));
    },
  };
}
