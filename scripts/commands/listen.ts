import { openMonitorSource } from '../../engine/capture/monitor-source.ts';
import { openRecorderSource } from '../../engine/capture/recorder-source.ts';
import type { CaptureSource } from '../../engine/capture/capture-source.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import type { Engine } from '../../engine/index.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { withHome } from '../../engine/base/user-path.ts';
import { UsageError, type CliCommand, type CommandIo } from '../command-line/command.ts';
import { describeEvent } from './describe-event.ts';
import { followEvents, readArguments, withEngine } from '../command-line/with-engine.ts';

export const command: CliCommand = {
  summary: 'Hears a microphone, the other side or a file and answers its questions.',
  usage: 'listen --source mic|monitor|FILE|- [--fast] [--once] [--json]',
  run: async (args, io) => {
    const { text, isSet, config, positionals } = readArguments(args, {
      source: { type: 'string' },
      fast: { type: 'boolean' },
      once: { type: 'boolean' },
    });
    const sourceName = text('source');
    if (!sourceName || positionals.length > 0) throw new UsageError('Say what to listen to with --source.');
    await withEngine(config, { warm: ['speech', 'model'] }, io, async (engine) => {
      const isDevice = sourceName === 'mic' || sourceName === 'monitor';
      if (isDevice) engine.requireConsent();
      const source = await openSource(sourceName, isSet('fast'), engine, io.signal);
      const answeredOnce = new AbortController();
      const print = io.json ? (event: EngineEvent) => io.print(JSON.stringify(event)) : eventPrinter(io);
      followEvents(engine, (event) => {
        print(event);
        if (isSet('once') && event.type === 'answer.completed') answeredOnce.abort();
      });
      // A file is not played past a recognizer that is still loading; a device is heard at once.
      if (!isDevice) await Promise.race([engine.speechReady(), stopped(io.signal)]);
      if (io.signal.aborted) return;
      const session = engine.listenTo([source], { isDemo: false, isPaced: isSet('fast') });
      await Promise.race([session.done, stopped(AbortSignal.any([io.signal, answeredOnce.signal]))]);
      if (answeredOnce.signal.aborted) await session.stop();
      if (!io.signal.aborted)
        await Promise.race([Promise.all([engine.answered(), engine.speakersLabelled()]), stopped(io.signal)]);
    });
  },
};

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function openSource(
  name: string,
  isFast: boolean,
  engine: Engine,
  signal: AbortSignal,
): Promise<CaptureSource> {
  if (name === 'mic') {
    return openRecorderSource({
      channel: 'me',
      device: engine.settings().audio.microphoneDevice,
      clock: engine.clock,
      log: engine.log,
    });
  }
  if (name === 'monitor') return openMonitorSource({ clock: engine.clock, log: engine.log });
  return openFileSource({ path: withHome(name), channel: 'them', isFast, clock: engine.clock, signal });
}

/** Prints results as they come; what is wrong is noted, each trouble once. */
export function eventPrinter(io: Pick<CommandIo, 'print' | 'note'>): (event: EngineEvent) => void {
  const silences = new Set<string>();
  let newest = '';
  return (event) => {
    const line = describeEvent(event);
    if (line === undefined) return;
    if (event.type !== 'failed' && event.type !== 'component.changed') {
      io.print(line);
      return;
    }
    // The part that failed has just reported it.
    if (event.type === 'failed' && newest.endsWith(line)) return;
    // A device may fall silent again and again.
    const isSilence = event.type === 'component.changed' && event.state.code === 'device-silent';
    if (isSilence && silences.has(line)) return;
    if (isSilence) silences.add(line);
    newest = line;
    io.note(line);
  };
}
