import { openMonitorSource } from '../../engine/capture/monitor-source.ts';
import { openRecorderSource } from '../../engine/capture/recorder-source.ts';
import type { CaptureSource } from '../../engine/capture/capture-source.ts';
import { openWavSource } from '../../engine/capture/wav-source.ts';
import type { Engine } from '../../engine/index.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { UsageError, type CliCommand, type CommandIo } from './command.ts';
import { describeEvent } from './describe-event.ts';
import { readArguments, withEngine } from './with-engine.ts';

export const command: CliCommand = {
  summary: 'Hears a microphone, the other side or a file and answers its questions.',
  usage: 'listen --source mic|monitor|FILE.wav [--fast] [--once] [--json]',
  run: async (args, io) => {
    const { text, isSet, config, positionals } = readArguments(args, {
      source: { type: 'string' },
      fast: { type: 'boolean' },
      once: { type: 'boolean' },
    });
    const sourceName = text('source');
    if (!sourceName || positionals.length > 0) throw new UsageError('Say what to listen to with --source.');
    await withEngine(config, { warm: ['speech', 'model'] }, io, async (engine) => {
      const failure = new AbortController();
      const isDevice = sourceName === 'mic' || sourceName === 'monitor';
      engine.hub.subscribe((event) => {
        if (io.json) io.print(JSON.stringify(event));
        else printEvent(event, io);
        if (isSet('once') && event.type === 'answer.completed') failure.abort();
      });
      if (isDevice) engine.requireConsent();
      const source = await openSource(sourceName, isSet('fast'), engine);
      // A file is not played past a recognizer that is still loading; a device is heard at once.
      if (!isDevice) await engine.speechReady();
      const session = engine.listenTo([source], { isDemo: false, isPaced: isSet('fast') });
      const stop = (): void => void session.stop();
      io.signal.addEventListener('abort', stop, { once: true });
      failure.signal.addEventListener('abort', stop, { once: true });
      await session.done;
      await engine.answered();
    });
  },
};

async function openSource(name: string, isFast: boolean, engine: Engine): Promise<CaptureSource> {
  if (name === 'mic') {
    return openRecorderSource({
      channel: 'me',
      device: engine.settings().audio.microphoneDevice,
      log: engine.log,
    });
  }
  if (name === 'monitor') return openMonitorSource({ log: engine.log });
  return openWavSource({ path: name, channel: 'them', isFast, clock: engine.clock });
}

function printEvent(event: EngineEvent, io: CommandIo): void {
  const line = describeEvent(event);
  if (line === undefined) return;
  if (event.type === 'failed' || event.type === 'component.changed') io.note(line);
  else io.print(line);
}
