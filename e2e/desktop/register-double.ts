import { registerHooks } from 'node:module';

/* Loaded before the app's main program: whoever asks for `electron` gets the double. */
const DOUBLE = new URL('./electron-double.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: DOUBLE, shortCircuit: true } : next(specifier, context),
});
