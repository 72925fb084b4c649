import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// Starts a program as Electron would: `node start.ts SCRIPT …`, with the double in the place of `electron`.
const double = pathToFileURL(path.join(import.meta.dirname, 'electron.ts')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/main)?$/.test(specifier) ? { url: double, shortCircuit: true } : next(specifier, context),
});

const [node = '', , script = '', ...args] = process.argv;
process.argv = [node, script, ...args];

const electron = await import('./electron.ts');
const { becomeReady } = await import('./app.ts');
const { answerEvaluations } = await import('./evaluate.ts');
answerEvaluations(electron);
await import(pathToFileURL(path.resolve(script)).href);
// As in Electron, nothing is ready before the script has run to its end.
becomeReady();
