import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';
import { findElectronProgram } from './desktop/find-electron.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const found = findElectronProgram();
test.skip('reason' in found, 'reason' in found ? found.reason : '');

test('the real window opens the sample, isolated from Node', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ekphrasis-electron-'));
  const app = await _electron.launch({
    executablePath: 'program' in found ? found.program : undefined,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${folder}`,
      ROOT,
      '--sample',
    ],
  });
  try {
    const page = await app.firstWindow();
    await expect(page.getByRole('button', { name: /Project Sample/ })).toBeVisible();
    expect(page.url()).toMatch(/^ekp-app:\/\/app\//);
    expect(
      await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in window)),
    ).toEqual([]);
    await expect(page.getByText('Done')).toBeVisible({ timeout: 90_000 });
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
