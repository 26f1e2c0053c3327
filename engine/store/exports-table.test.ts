import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hashNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

describe('exported files', () => {
  it('[RUN16] ours are known by place and digest; a file that a person changed is not', () => {
    const { exports } = temporaryProject();
    exports.wrote('/data/a.txt', hashNamed('one'));
    exports.wrote('/data/a.txt', hashNamed('two'));
    expect([
      exports.isOurs('/data/a.txt', hashNamed('two')),
      exports.isOurs('/data/../data/a.txt', hashNamed('two')),
      exports.isOurs('/data/a.txt', hashNamed('one')),
      exports.isOurs('/data/b.txt', hashNamed('two')),
    ]).toEqual([true, true, false, false]);
    expect([exports.digest('/data/a.txt'), exports.digest('/data/b.txt')]).toEqual([
      hashNamed('two'),
      undefined,
    ]);
  });

  it('[STORE14] their paths do not stand in the project', async () => {
    const store = temporaryProject();
    store.exports.wrote('/home/somebody-secret/a.txt', hashNamed('one'));
    await store.close();
    expect(readFileSync(store.path).includes('somebody-secret')).toBe(false);
  });
});
