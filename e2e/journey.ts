import { test as base, type Page } from '@playwright/test';
import {
  startTestingEndpoint,
  type TestingEndpoint,
  type TestingEndpointOptions,
} from '../engine/captioners/endpoint/testing-endpoint.ts';
import { ServedApp } from './served-app.ts';
import { slowDown } from './slow-down.ts';

interface Journey {
  /** A computer of the journey's own; everything on it ends with the journey. */
  app: ServedApp;
  /** An OpenAI-compatible server, which the app knows as the free endpoint `test`. */
  endpoint: TestingEndpoint;
  endpointOptions: TestingEndpointOptions;
}

/** A journey fails when a page writes an error to the console, throws, or breaks its content policy. */
export const test = base.extend<Journey>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that one needs from the pattern
  app: async ({}, use) => {
    const app = new ServedApp();
    await use(app);
    await app.close();
  },
  endpointOptions: [{}, { option: true }],
  endpoint: async ({ app, endpointOptions }, use) => {
    const endpoint = await startTestingEndpoint(endpointOptions);
    app.environment.EKPHRASIS_ENDPOINT_TEST = `${endpoint.url}|test-model|0|0`;
    await use(endpoint);
    await endpoint.close();
  },
  page: async ({ page, context }, use) => {
    if (process.env.EKPHRASIS_SLOW) await slowDown(context, page);
    const faults = collectFaults(page);
    await use(page);
    expect(faults, 'errors on the console').toEqual([]);
  },
});

export const { expect } = test;

/** What a page complains of, as it comes. */
export function collectFaults(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`thrown: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    // Violations of the content policy come as errors, too.
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`);
  });
  return faults;
}
