import path from 'node:path';
import { bindToken } from '../../engine/settings/access-tokens.ts';
import { openOllamaServer } from '../../engine/answer/servers/ollama/ollama-server.ts';
import { openOpenAiServer } from '../../engine/answer/servers/openai/openai-server.ts';
import { readGguf } from '../../engine/formats/gguf-file.ts';
import { prepareDataFolder } from '../../engine/base/data-folder.ts';
import { asEngineError } from '../../engine/base/engine-error.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { findRecorders } from '../../engine/capture/find-recorders.ts';
import type { EngineConfig } from '../../engine/settings/config.ts';
import type { Settings } from '../../engine/protocol/settings.ts';
import { readStored } from '../../engine/settings/settings-file.ts';
import { mergeSettings } from '../../engine/settings/settings-store.ts';
import { findElectron, findDisplayObstacle } from '../electron/find-electron.ts';
import { UsageError, type CliCommand } from '../command-line/command.ts';
import { examineSpeech } from './examine-speech.ts';
import type { Finding } from './finding.ts';
import { openModels } from './open-models.ts';
import { noteWarnings, readArguments } from '../command-line/with-engine.ts';

const CHECK_DEADLINE_MS = 20_000;

export const command: CliCommand = {
  summary: 'Shows what works on this machine, what does not, and why.',
  usage: 'doctor [--json]',
  run: async (args, io) => {
    const { config, positionals } = readArguments(args, {});
    if (positionals.length > 0) throw new UsageError(`"${positionals.join(' ')}" is not understood here.`);
    noteWarnings(config);
    // One for each check: a slow one takes nothing from the others.
    const limit = (): AbortSignal => AbortSignal.any([io.signal, AbortSignal.timeout(CHECK_DEADLINE_MS)]);
    const findings: Finding[] = [];
    for await (const finding of examine(config, limit)) {
      findings.push(finding);
      if (!io.json) io.print(describe(finding));
    }
    if (io.json) io.print(JSON.stringify({ findings }));
  },
};

async function* examine(config: EngineConfig, limit: () => AbortSignal): AsyncGenerator<Finding> {
  yield {
    part: 'runtime',
    status: 'works',
    detail: `Node ${process.versions.node} on ${process.platform}-${process.arch}`,
  };
  yield await examineDataFolder(config.dataDir);
  const stored = await readStored(config.dataDir, silentLogger);
  const settings = mergeSettings(stored.settings, config.overrides);
  yield consentFinding(settings);
  yield await examineSpeech(config, settings, await openModels(config.dataDir), limit());
  yield await examineOllama(config, settings, limit());
  yield await examineBuiltIn(config, settings);
  if (settings.model.openaiUrls.length > 0) yield await examineOpenAi(config, settings, limit());
  yield* examineRecorders(await findRecorders());
  yield examineShell();
}

async function examineDataFolder(directory: string): Promise<Finding> {
  const part = 'data folder';
  const problem = await prepareDataFolder(directory).catch(asEngineError);
  if (!problem) return { part, status: 'works', detail: directory };
  return { part, status: 'missing', detail: problem.message, remedy: problem.remedy };
}

function consentFinding(settings: Settings): Finding {
  if (settings.privacy.consentAtMs !== null) return { part: 'consent', status: 'works', detail: 'recorded' };
  return {
    part: 'consent',
    status: 'missing',
    detail: 'you have not given your consent yet',
    remedy: 'Agree in the HUD, or run `npm run -s sotto -- consent`.',
  };
}

async function examineOllama(
  config: EngineConfig,
  settings: Settings,
  signal: AbortSignal,
): Promise<Finding> {
  await using server = openOllamaServer({
    baseUrl: settings.model.ollamaUrl,
    permitCount: 1,
    allowRemoteModels: settings.model.allowRemoteModels,
    contextTokenCount: settings.model.contextTokenCount,
    accessToken: bindToken('model', config.accessTokens?.model, settings),
    clock: systemClock,
    log: silentLogger,
  });
  try {
    const { version } = await server.check(signal);
    const names = (await server.list(signal)).map((model) => model.name);
    if (names.length > 0) {
      return {
        part: 'Ollama',
        status: 'works',
        detail: `${version} at ${server.address} with ${names.join(', ')}`,
      };
    }
    return {
      part: 'Ollama',
      status: 'limited',
      detail: `${version} at ${server.address} has no model`,
      remedy: 'Get one: `npm run -s sotto -- models pull llama3.2:3b`.',
    };
  } catch (error) {
    const { message, remedy } = asEngineError(error);
    return { part: 'Ollama', status: 'missing', detail: message, remedy };
  }
}

/** By the file alone: loading it takes seconds and gigabytes. */
async function examineBuiltIn(config: EngineConfig, { model }: Settings): Promise<Finding> {
  const part = 'built-in chat model';
  try {
    const wanted = model.embeddedModel || model.name;
    if (path.isAbsolute(wanted)) return examineFile(part, wanted);
    const models = await openModels(config.dataDir);
    const present = (await models.list('chat')).filter((file) => file.isPresent);
    if (present.length > 0) {
      return { part, status: 'works', detail: present.map((file) => file.name).join(', ') };
    }
    return {
      part,
      status: 'missing',
      detail: 'no GGUF file is here',
      remedy: 'Download one in the settings, or use Ollama.',
    };
  } catch (error) {
    const { message, remedy } = asEngineError(error);
    return { part, status: 'missing', detail: message, remedy };
  }
}

function examineFile(part: string, filePath: string): Finding {
  const { fault, hasChatTemplate } = readGguf(filePath);
  if (fault !== undefined)
    return { part, status: 'missing', detail: fault, remedy: 'Pick another model file.' };
  if (hasChatTemplate) return { part, status: 'works', detail: filePath };
  return {
    part,
    status: 'missing',
    detail: `${filePath} is a base model and cannot answer questions`,
    remedy: 'Pick an instruct model.',
  };
}

async function examineOpenAi(
  config: EngineConfig,
  settings: Settings,
  signal: AbortSignal,
): Promise<Finding> {
  const part = 'OpenAI-compatible server';
  await using server = openOpenAiServer({
    baseUrls: settings.model.openaiUrls,
    permitCount: 1,
    allowRemoteModels: settings.model.allowRemoteModels,
    accessToken: bindToken('model', config.accessTokens?.model, settings),
    clock: systemClock,
    log: silentLogger,
  });
  try {
    const names = (await server.list(signal)).map((model) => model.name);
    if (names.length > 0) {
      return { part, status: 'works', detail: `at ${server.address} with ${names.join(', ')}` };
    }
    const detail = `the one at ${server.address} has no model`;
    return { part, status: 'limited', detail, remedy: 'Load one there.' };
  } catch (error) {
    const { message, remedy } = asEngineError(error);
    return { part, status: 'missing', detail: message, remedy };
  }
}

function* examineRecorders(found: Awaited<ReturnType<typeof findRecorders>>): Generator<Finding> {
  yield {
    part: 'microphone of the HUD',
    status: 'works',
    detail: 'the page captures it; nothing need be installed',
  };
  const recorder = found.microphone[0]?.path ?? found.pipeWirePath;
  yield recorder === undefined
    ? {
        part: 'recorder (listen --source mic)',
        status: 'missing',
        detail: 'neither sox, arecord nor pw-record is installed',
        remedy: 'Install sox, or listen with the HUD.',
      }
    : { part: 'recorder (listen --source mic)', status: 'works', detail: recorder };
  const monitor = found.parecPath === undefined ? found.pipeWirePath && 'pw-record' : 'parec';
  yield monitor !== undefined
    ? {
        part: 'other side of the call',
        status: 'works',
        detail: `recorded from the sound output with ${monitor}`,
      }
    : {
        part: 'other side of the call',
        status: 'missing',
        detail:
          process.platform === 'linux'
            ? 'neither parec nor pw-record is installed'
            : 'only in the desktop app on this system',
        remedy: process.platform === 'linux' ? 'Install pulseaudio-utils.' : 'Use the desktop app.',
      };
}

function examineShell(): Finding {
  const part = 'desktop app and global key';
  const electron = findElectron();
  if (electron === undefined) {
    return {
      part,
      status: 'limited',
      detail:
        'the Electron program is not installed, so the HUD opens in the browser and its key works there only',
      remedy: 'Run `npx install-electron` once, with a network.',
    };
  }
  const obstacle = findDisplayObstacle();
  if (obstacle !== undefined)
    return { part, status: 'limited', detail: obstacle, remedy: 'Start Sotto in a desktop session.' };
  return { part, status: 'works', detail: electron };
}

function describe({ part, status, detail, remedy }: Finding): string {
  // Some details are whole sentences with their own full stop.
  return `${status.padEnd(8)} ${part}: ${detail.replace(/\.$/, '')}${remedy === undefined ? '' : `. ${remedy}`}`;
}
