import { join } from 'node:path';
import { add, captionedPictures, type TestingEngine, wire } from '../rpc/testing-engine.ts';

/** Makes the project `p.ekp` with the flow images → prompt → endpoint → dataset over three pictures; the endpoint is the served model of this name. */
export async function openServedFlow(
  { folder, client, edit }: TestingEngine,
  endpoint: string,
): Promise<void> {
  const pictures = await captionedPictures(folder, 3);
  await client.project.create({ path: join(folder, 'p.ekp') });
  await edit(
    'Build',
    add('images', 'sources.folder', { folder: pictures }),
    add('prompt', 'prompts.text', { text: 'Describe {{image.name}}.' }),
    add('captioner', 'captioners.endpoint', { endpoint, maxTokens: 8, temperature: 0 }),
    add('dataset', 'datasets.dataset'),
    wire('images', 'images', 'prompt', 'image'),
    wire('prompt', 'prompted', 'captioner', 'image'),
    wire('captioner', 'caption', 'dataset', 'captions'),
  );
}

/** What the open project's pictures are said to show, each with the model that said it. */
export async function captionsOf({
  client,
}: TestingEngine): Promise<readonly { text: string; model: string }[]> {
  const { tiles } = await client.image.list({});
  return tiles.flatMap(({ captions }) => captions.map(({ text, model }) => ({ text, model })));
}
