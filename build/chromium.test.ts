import { describe, expect, it } from 'vitest';
import { findChromium } from './chromium.mjs';

function machine(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, programs: string[]) {
  return { platform, env, isProgram: (file: string) => programs.includes(file) };
}

describe('the browser of the journeys', () => {
  it('is the one that EKPHRASIS_CHROMIUM names, and no other when that is absent', () => {
    const env = { PATH: '/usr/bin', EKPHRASIS_CHROMIUM: '/opt/chrome' };
    expect(findChromium(machine('linux', env, ['/opt/chrome', '/usr/bin/chromium']), undefined)).toBe(
      '/opt/chrome',
    );
    expect(findChromium(machine('linux', env, ['/usr/bin/chromium']), undefined)).toBeUndefined();
  });

  it('is found by name along PATH, the free one first', () => {
    const env = { PATH: '/home/me/bin::/usr/bin' };
    const programs = ['/usr/bin/google-chrome', '/usr/bin/chromium'];
    expect(findChromium(machine('linux', env, programs), '/cache/chrome')).toBe('/usr/bin/chromium');
  });

  it.each([
    [
      'darwin',
      { HOME: '/Users/me' },
      '/Users/me/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    [
      'win32',
      { LOCALAPPDATA: 'C:\\Users\\me\\Local' },
      'C:\\Users\\me\\Local\\Google\\Chrome\\Application\\chrome.exe',
    ],
  ] as const)('is found where %s installs it', (platform, env, program) => {
    expect(findChromium(machine(platform, env, [program]), undefined)).toBe(program);
  });

  it("is Playwright's own where the system has none", () => {
    expect(findChromium(machine('linux', { PATH: '/usr/bin' }, ['/cache/chrome']), '/cache/chrome')).toBe(
      '/cache/chrome',
    );
    expect(findChromium(machine('linux', {}, []), '/cache/chrome')).toBeUndefined();
  });
});
