import { openWavSource } from '../../engine/capture/wav-source.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { abortable } from '../../engine/base/abortable.ts';
import { EngineError } from '../../engine/base/engine-error.ts';
import { UsageError, type CliCommand } from './command.ts';
import { describeEvent } from './describe-event.ts';
import { readArguments, withEngine } from './with-engine.ts';

export const command: CliCommand = {
  summary: 'Turns a WAV file into text with times.',
  usage: 'transcribe FILE.wav|- [--json]',
  run: async (args, io) => {
    const { positionals, config } = readArguments(args, {});
    const [file, ...others] = positionals;
    if (!file || others.length > 0) throw new UsageError('Give one WAV file, or - for standard input.');
    await withEngine(config, { warm: ['speech'] }, io, async (engine) => {
      const source = await openWavSource({
        path: file,
        channel: 'them',
        isFast: true,
        clock: engine.clock,
        signal: io.signal,
      });
      const heard: Extract<EngineEvent, { type: 'transcript.completed' }>[] = [];
      let failure: EngineError | undefined;
      engine.hub.subscribe((event) => {
        if (event.type === 'failed') failure ??= new EngineError(event.code, event.message, event.remedy);
        if (event.type !== 'transcript.completed') return;
        heard.push(event);
        if (!io.json) io.print(describeEvent(event) ?? '');
      });
      await abortable(engine.speechReady(), io.signal);
      const session = engine.listenTo([source], { isDemo: false, isPaced: true, isAnswering: false });
      io.signal.addEventListener('abort', () => void session.stop(), { once: true });
      await session.done;
      if (heard.length === 0) {
        if (failure) throw failure;
        io.note('No speech found.');
      }
      if (io.json) {
        const turns = heard.map(({ text, startMs, endMs, isIncomplete }) => ({
          text,
          startMs,
          endMs,
          ...(isIncomplete === true && { isIncomplete }),
        }));
        io.print(JSON.stringify({ file, text: turns.map((turn) => turn.text).join(' '), turns }));
      }
      // What was understood is told all the same.
      if (failure) throw failure;
    });
  },
};
