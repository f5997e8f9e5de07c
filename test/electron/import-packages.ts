import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const DEADLINE_MS = 120_000;

const reportSchema = z.object({
  failed: z.array(z.string()),
  hasDetected: z.boolean(),
  hasLlama: z.boolean(),
});

const SCRIPT = `
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const names = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) =>
  existsSync(path.join('node_modules', name, 'package.json')),
);
const failed = [];
for (const name of names) {
  if (name === 'onnxruntime-web' || name.includes('vad-web')) continue;
  await import(name).catch(() => failed.push(name));
}
const hasDetected = await (async () => {
  const { InferenceSession } = await import('onnxruntime-web/wasm');
  const weights = createRequire(path.resolve('x.js')).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
  return (await InferenceSession.create(readFileSync(weights))).inputNames.length > 0;
})().catch(() => false);
const hasLlama = await (async () => {
  const { getLlama } = await import('node-llama-cpp');
  return (await getLlama({ build: 'never', gpu: false })).gpu === false;
})().catch(() => false);
process.stdout.write(JSON.stringify({ failed, hasDetected, hasLlama }), () => process.exit());
`;

/**
 * Imports every package of an unpacked app in a process of its own, and has the two that load models do so.
 * @param app folder with the app's `package.json` and `node_modules`.
 */
export function importPackages(app: string): z.infer<typeof reportSchema> {
  // A file, since processes that the packages fork would inherit a script on the command line.
  const script = path.join(app, 'import-packages.mjs');
  writeFileSync(script, SCRIPT);
  const { stdout } = spawnSync(process.execPath, [script], {
    cwd: app,
    encoding: 'utf8',
    timeout: DEADLINE_MS,
  });
  return reportSchema.parse(JSON.parse(stdout));
}
