import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';

vi.mock('../rpc/queries.ts', () => ({ api: {}, queryClient: {} }));
vi.mock('../rpc/client.ts', () => ({ engine: () => undefined }));
let choice: typeof import('./captioner-choice.ts');
beforeAll(async () => {
  choice = await import('./captioner-choice.ts');
});

describe('nameForAddress', () => {
  it.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://openrouter.ai/api/v1', 'openrouter'],
    ['https://generativelanguage.googleapis.com/v1beta/openai/', 'googleapis'],
    ['http://192.168.1.20:8000/v1', '192-168-1-20'],
    ['http://gpu-box:8000/v1', 'gpu-box'],
    ['http://localhost:11434/v1', 'localhost'],
    ['nothing', ''],
  ])('%s: %s', (address, name) => {
    expect(choice.nameForAddress(address)).toBe(name);
  });

  it('is a name that the settings allow, or empty', () => {
    fc.assert(
      fc.property(fc.webUrl(), (address) => {
        const name = choice.nameForAddress(address);
        expect(name === '' || choice.isEndpointName(name)).toBe(true);
      }),
    );
  });
});

describe('freeName', () => {
  it('never takes one that is there', () => {
    expect(choice.freeName('ollama', [])).toBe('ollama');
    expect(choice.freeName('ollama', [{ name: 'ollama' }, { name: 'ollama-2' }])).toBe('ollama-3');
  });
});

describe('isExposed', () => {
  it.each([
    ['http://example.com/v1', true],
    ['http://192.168.1.20:8000/v1', true],
    ['http://127.0.0.1.example.com/v1', true],
    ['https://example.com/v1', false],
    ['http://localhost:11434/v1', false],
    ['http://127.0.0.1:8000', false],
    ['http://[::1]:8000/v1', false],
  ])('%s: %s', (address, exposed) => {
    expect(choice.isExposed(address)).toBe(exposed);
  });
});
