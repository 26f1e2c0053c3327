import { describe, expect, it } from 'vitest';
import { hardenedPreferences, windowOptions } from './window-options.ts';

describe('hardenedPreferences', () => {
  it('isolates the page from Node and from everything that is not ours', () => {
    expect(hardenedPreferences('/app/preload.cjs')).toEqual({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: true,
    });
  });

  it('is what windows are made with', () => {
    const options = windowOptions('/app/preload.cjs', true);
    expect(options.webPreferences).toEqual(hardenedPreferences('/app/preload.cjs'));
    expect([options.minWidth, options.minHeight]).toEqual([1024, 640]);
  });
});
