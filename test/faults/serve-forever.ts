import path from 'node:path';
import { noteLine, printJson } from '../../engine/base/terminal.ts';
import { startEngine } from '../../engine/index.ts';
import { installCrashGuard } from '../../engine/shell/crash-guard.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

/**
 * Run as a process: the whole engine with its server. Prints port and tokens once the models are ready.
 *
 *   node serve-forever.ts DATA_DIR OLLAMA_URL
 */

const [, , dataDir = '', ollamaUrl = ''] = process.argv;
installCrashGuard(dataDir, noteLine);
const engine = await startEngine(
  {
    config: {
      dataDir,
      port: 0,
      logLevel: 'warn',
      overrides: {
        model: { backend: 'ollama', ollamaUrl },
        speech: { model: path.join(PROJECT_ROOT, 'assets', 'demo', 'toy-speech.bin'), language: 'en' },
        privacy: { consentAtMs: 1, retention: 'keep' },
      },
    },
    assetsDirectory: path.join(PROJECT_ROOT, 'assets'),
    staticDirectory: import.meta.dirname,
    appVersion: 'test',
    warm: ['speech', 'model'],
  },
  AbortSignal.timeout(60_000),
);
await Promise.all([engine.speechReady(), engine.modelChosen()]);
const { server } = engine;
if (!server) throw new Error('The engine has no server.');
printJson(
  JSON.stringify({ port: server.port, hud: server.mintToken('hud'), settings: server.mintToken('settings') }),
);
