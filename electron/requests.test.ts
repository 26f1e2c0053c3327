import { describe, expect, it, vi } from 'vitest';
import { CHANNELS } from './channels.ts';
import { isOwnSender, readRequest } from './requests.ts';

vi.mock('electron', () => ({ ipcMain: {} }));

const ours = { senderFrame: { url: 'ekp-app://app/index.html', parent: null } };

describe('isOwnSender', () => {
  it.each([
    [{ senderFrame: { url: 'https://evil.example/', parent: null } }],
    [{ senderFrame: { url: 'about:blank', parent: null } }],
    [{ senderFrame: { url: 'ekp-app://app/index.html', parent: ours.senderFrame } }],
    [{ senderFrame: null }],
  ])('refuses %j', (sender) => {
    expect(isOwnSender(sender)).toBe(false);
  });

  it('knows our own page', () => {
    expect(isOwnSender(ours)).toBe(true);
  });
});

describe('readRequest', () => {
  it('passes what fits', () => {
    expect(readRequest(CHANNELS.chooseFile, ours, ['ekp'])).toEqual(['ekp']);
    expect(readRequest(CHANNELS.showProject, ours, null)).toBeNull();
  });

  it.each([
    [CHANNELS.chooseFile, 'ekp'],
    [CHANNELS.chooseFile, ['*']],
    [CHANNELS.chooseSavePath, { name: 'x', properties: ['showHiddenFiles'] }],
    [CHANNELS.reveal, ''],
    [CHANNELS.notify, { title: 'x', body: 'y'.repeat(1001) }],
    [CHANNELS.showProject, { path: '', name: 'x' }],
    [CHANNELS.keychain, { name: 'openai' }],
    [CHANNELS.chooseFolder, { startAt: '/etc' }],
  ] as const)('refuses %s with %j', (channel, content) => {
    expect(() => readRequest(channel, ours, content)).toThrow('content that does not fit');
  });

  it('refuses a stranger before it looks at the content', () => {
    const stranger = { senderFrame: { url: 'https://evil.example/', parent: null } };
    expect(() => readRequest(CHANNELS.keychain, stranger, undefined)).toThrow('not ours');
  });
});
