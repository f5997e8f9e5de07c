import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { ByteReader } from './byte-reader.ts';
import { readWavBlocks } from './read-wav.ts';
import type { SoundBlock } from './sound-block.ts';
import { unreadableSound } from './sound-errors.ts';

const MAX_WORDS_CHARACTERS = 4_000;

/** What ffmpeg reads: a file, which it may search back and forth, or bytes as they come. */
export type FfmpegInput = { readonly path: string } | { readonly bytes: AsyncIterable<Uint8Array> };

export interface FfmpegSound {
  readonly blocks: AsyncGenerator<SoundBlock>;
  /** Length of the whole, once the first block is there and where the file says it. */
  readonly durationMs: () => number | undefined;
}

/**
 * Decodes the first sound track with ffmpeg, in its own process. It opens nothing but this input, whatever other
 * files or addresses the input names.
 * @throws EngineError 'source-unreadable'
 */
export function decodeWithFfmpeg(
  program: string,
  input: FfmpegInput,
  { name, formatName }: { readonly name: string; readonly formatName: string },
): FfmpegSound {
  let words = '';
  return {
    durationMs: () => durationIn(words),
    blocks: (async function* () {
      const source = 'path' in input ? `file:${input.path}` : 'pipe:0';
      const protocol = 'path' in input ? 'file' : 'pipe';
      const child = spawn(
        program,
        ['-hide_banner', '-nostdin', '-protocol_whitelist', protocol, '-i', source].concat([
          '-map',
          '0:a:0',
          '-c:a',
          'pcm_s16le',
          '-f',
          'wav',
          'pipe:1',
        ]),
        // In its own process group: Ctrl+C in a terminal is for Sotto, which stops it in order.
        { stdio: ['bytes' in input ? 'pipe' : 'ignore', 'pipe', 'pipe'], detached: true },
      );
      const closed = once(child, 'close').catch(() => undefined);
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        words = (words + text).slice(-MAX_WORDS_CHARACTERS);
      });
      // ffmpeg may have enough before the input ends.
      if (child.stdin && 'bytes' in input) void pipeline(input.bytes, child.stdin).catch(() => undefined);
      let blockCount = 0;
      try {
        if (!child.stdout) return;
        for await (const block of readWavBlocks(
          new ByteReader(child.stdout, Number.POSITIVE_INFINITY),
          name,
        )) {
          blockCount += 1;
          yield block;
        }
      } catch (error) {
        if (blockCount > 0) throw error;
      } finally {
        child.kill('SIGKILL');
      }
      await closed;
      if (blockCount === 0) throw unreadableSound(name, `it is ${formatName}${inPlainWords(words)}`);
    })(),
  };
}

function durationIn(words: string): number | undefined {
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(words) ?? [];
  if (seconds === undefined) return undefined;
  return (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
}

function inPlainWords(words: string): string {
  if (/matches no streams/.test(words)) return ' without a sound track';
  if (/Invalid data|moov atom|End of file|Error opening input/.test(words))
    return ' that is damaged or incomplete';
  return `, and ffmpeg says "${lastLine(words)}"`;
}

function lastLine(words: string): string {
  return words.trim().split('\n').at(-1)?.trim() ?? '';
}
