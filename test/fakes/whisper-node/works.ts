/** Behaves as whisper-node 1.1.1 does where it works, its habits included; really transcribes. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recognizeWav } from '../toy-recognizer.ts';

// The real one changes to the folder of its whisper.cpp when it is imported.
process.chdir(tmpdir());

interface Line {
  readonly start: string;
  readonly end: string;
  readonly speech: string;
}

export const whisper = async (
  filePath: string,
  options: {
    modelPath?: string;
    modelName?: string;
    whisperOptions?: { word_timestamps?: boolean };
  },
): Promise<Line[] | undefined> => {
  try {
    console.log('[whisper-node] Transcribing:', filePath, '\n');
    if (options.modelName && options.modelPath) throw 'Submit a modelName OR a modelPath. NOT BOTH!';
    const text = await recognizeWav(path.normalize(filePath));
    // whisper.cpp prints a line for each segment and none for silence; by words, an empty one comes first.
    const spoken = options.whisperOptions?.word_timestamps ? ['', ...text.split(' ')] : [text];
    const printed =
      text === '' ? '' : spoken.map((part) => `[00:00:00.000 --> 00:00:02.000]   ${part}`).join('\n');
    const lines = printed.match(/\[[0-9:.]+\s-->\s[0-9:.]+\].*/g) as string[];
    // Whatever it is: this is where a text of one segment gets lost.
    lines.shift();
    return lines.map((line) => {
      const [times = '', speech = ''] = line.split(']  ');
      const [start = '', end = ''] = times.slice(1).split(' --> ');
      return { start, end, speech: speech.replace(' ', '') };
    });
  } catch (error) {
    console.log('[whisper-node] Problem:', error);
    return undefined;
  }
};

export default whisper;
