import { followFile } from '../../engine/capture/file-progress.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import type { ComponentState } from '../../engine/protocol/component-state.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { abortable } from '../../engine/base/abortable.ts';
import { EngineError } from '../../engine/base/engine-error.ts';
import type { Engine } from '../../engine/index.ts';
import { UsageError, type CliCommand, type CommandIo } from '../command-line/command.ts';
import { describeEvent, describeTurn } from './describe-event.ts';
import { describeProgress } from './transcription-progress.ts';
import { readArguments, withEngine } from '../command-line/with-engine.ts';

const PROGRESS_INTERVAL_MS = 10_000;

type HeardTurn = Extract<EngineEvent, { type: 'transcript.completed' }>;
type Speakers = ReadonlyMap<string, number>;

export const command: CliCommand = {
  summary: 'Turns a sound file into text with times.',
  usage: 'transcribe FILE|- [--json]',
  run: async (args, io) => {
    const { positionals, config } = readArguments(args, {});
    const [file, ...others] = positionals;
    if (!file || others.length > 0) throw new UsageError('Give one sound file, or - for standard input.');
    await withEngine(config, { warm: ['speech'] }, io, async (engine) => {
      const heard: HeardTurn[] = [];
      const speakers = new Map<string, number>();
      const tellsSpeakers = engine.settings().speech.speakers;
      let failure: EngineError | undefined;
      const noted = new Set<string>();
      const noteOnce = (text: string): void => {
        if (!noted.has(text)) io.note(text);
        noted.add(text);
      };
      engine.hub.subscribe((event) => {
        if (event.type === 'component.changed' && isAdvice(event.state)) noteOnce(describeEvent(event) ?? '');
        if (event.type === 'failed') failure ??= new EngineError(event.code, event.message, event.remedy);
        if (event.type === 'speaker.recognized') speakers.set(event.turnId, event.speakerId);
        if (event.type !== 'transcript.completed') return;
        heard.push(event);
        // Who spoke is known when more was heard.
        if (!io.json && !tellsSpeakers) io.print(describeEvent(event) ?? '');
      });
      await hearFile(file, engine, io);
      if (tellsSpeakers) await engine.speakersLabelled();
      if (!io.json && tellsSpeakers)
        for (const turn of heard) io.print(describeTurn(turn, speakers.get(turn.turnId)));
      if (heard.length === 0 && failure) throw failure;
      if (heard.length === 0 && !io.signal.aborted) io.note('No speech found.');
      if (io.json) io.print(JSON.stringify(asJson(file, heard, speakers)));
      io.signal.throwIfAborted();
      // What was understood is printed all the same.
      if (failure) throw failure;
    });
  },
};

/** Settles when the file has ended or the user stops; what was said until then has been transcribed. */
async function hearFile(file: string, engine: Engine, io: CommandIo): Promise<void> {
  const { clock } = engine;
  const { signal } = io;
  const source = await openFileSource({ path: file, channel: 'them', isFast: true, clock, signal });
  await abortable(engine.speechReady(), signal);
  const followed = followFile(source, clock);
  const session = engine.listenTo([followed.source], { isDemo: false, isPaced: true, isAnswering: false });
  signal.addEventListener('abort', () => void session.stop(), { once: true });
  const ended = new AbortController();
  const noteOften = async (): Promise<never> => {
    for (;;) {
      await clock.sleep(PROGRESS_INTERVAL_MS, ended.signal);
      io.note(describeProgress(followed.progress()));
    }
  };
  noteOften().catch(() => undefined);
  await session.done.finally(() => ended.abort());
  if (signal.aborted) io.note(`Stopped. ${describeProgress(followed.progress())}`);
}

/** That text comes late is no matter for a file; what the user can do about it is. */
function isAdvice({ component, status, action }: ComponentState): boolean {
  return component === 'speech' && status === 'degraded' && action !== undefined;
}

function asJson(file: string, heard: readonly HeardTurn[], speakers: Speakers) {
  const turns = heard.map(({ turnId, text, startMs, endMs, isIncomplete }) => ({
    text,
    startMs,
    endMs,
    ...(isIncomplete === true && { isIncomplete }),
    ...(speakers.has(turnId) && { speakerId: speakers.get(turnId) }),
  }));
  return { file, text: turns.map((turn) => turn.text).join(' '), turns };
}
