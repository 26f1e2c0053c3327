import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { findServers } from './find-servers.ts';
import { testEndpoint } from './test-endpoint.ts';
import { startTestingEndpoint } from './testing-endpoint.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server that answers paths with JSON, or text with what is no JSON. */
async function serve(answers: Readonly<Record<string, unknown>>): Promise<number> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end('nothing here');
    else response.writeHead(200).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const models = (owned_by: string) => ({ '/v1/models': { data: [{ id: 'm', owned_by }] } });

describe('local servers', () => {
  it('are found by what they answer, and told apart by what they call themselves', async () => {
    const ports = {
      vllm: await serve(models('vllm')),
      other: await serve(models('someone')),
      llama: await serve(models('llamacpp')),
      old: await serve({ '/api/tags': { models: [{ name: 'llava:7b' }] } }),
      page: await serve({ '/v1/models': '<html>Router</html>' }),
    };
    const found = await findServers([
      { port: ports.vllm, kind: 'vllm' },
      { port: ports.other, kind: 'vllm' },
      { port: ports.llama, kind: 'openai-compatible' },
      { port: ports.old, kind: 'ollama' },
      { port: ports.page, kind: 'lm-studio' },
    ]);
    expect(found).toEqual([
      { kind: 'vllm', url: `http://127.0.0.1:${ports.vllm}/v1`, models: ['m'] },
      { kind: 'openai-compatible', url: `http://127.0.0.1:${ports.other}/v1`, models: ['m'] },
      { kind: 'llama.cpp', url: `http://127.0.0.1:${ports.llama}/v1`, models: ['m'] },
      { kind: 'ollama', url: `http://127.0.0.1:${ports.old}/v1`, models: ['llava:7b'] },
    ]);
  });
});

describe('the test of an endpoint', () => {
  it('lists models, and tells a wrong key, a web page and silence apart', async () => {
    const server = await startTestingEndpoint({ key: 'k', models: ['a', 'b'] });
    expect(await testEndpoint(server.url, 'k')).toMatchObject({
      ok: true,
      models: ['a', 'b'],
      message: 'It answers and has 2 models.',
    });
    expect(await testEndpoint(server.url, 'wrong')).toMatchObject({
      ok: false,
      message: 'The key was refused. Enter it again.',
    });
    await server.close();
    expect(await testEndpoint(server.url, 'k')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^It could not be reached\./),
    });
    const page = await serve({ '/v1/models': '<html>Router</html>' });
    expect(await testEndpoint(`http://127.0.0.1:${page}`, undefined)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^It answers, but not like/),
    });
  });
});
