import { readFileSync } from 'node:fs';

/** The least that can be done: so many loops that send the same request and throw the reply away. Gives replies a second. */
export async function bareClient(
  url: string,
  picture: string,
  { atOnce, count }: { readonly atOnce: number; readonly count: number },
): Promise<number> {
  const body = JSON.stringify({
    model: 'bench',
    messages: [
      {
        role: 'user',
        content: [
          {
            type: 'image_url',
            image_url: { url: `data:image/jpeg;base64,${readFileSync(picture).toString('base64')}` },
          },
          { type: 'text', text: 'Describe the image in detail.' },
        ],
      },
    ],
    max_tokens: 512,
  });
  let left = count;
  const started = performance.now();
  async function loop(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const response = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      if (!response.ok) throw new Error(`The bare client got status ${response.status}.`);
      await response.arrayBuffer();
    }
  }
  await Promise.all(Array.from({ length: atOnce }, loop));
  return count / ((performance.now() - started) / 1000);
}
