import type { Transcriber } from '../../../engine/transcription/recognizers/base/transcriber.ts';

/** Says which stretch it was given. */
export function createScriptedTranscriber(): { transcriber: Transcriber; heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    transcriber: {
      description: 'scripted',
      transcribe: ({ speechStartMs, speechEndMs }) => {
        const text = `${speechStartMs}–${speechEndMs}`;
        heard.push(text);
        return Promise.resolve({ text, computeMs: 1 });
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  };
}
