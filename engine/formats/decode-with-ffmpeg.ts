import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { ByteReader } from './byte-reader.ts';
import { readWavBlocks } from './read-wav.ts';
import type { SoundBlock } from './sound-block.ts';
import { UNKNOWN_SOUND, unreadableSound } from './sound-errors.ts';
import { lastLine } from '../base/last-line.ts';

const MAX_WORDS_CHARACTERS = 4_000;

/** What ffmpeg reads: a file, which it may search back and forth, or bytes as they come. */
export type FfmpegInput = { readonly path: string } | { readonly bytes: AsyncIterable<Uint8Array> };

/**
 * What ffmpeg may take a file for: none of these opens other files that the file names, as playlists do.
 * A name that this ffmpeg does not know means nothing to it.
 */
const DEMUXERS =
  'aac,ac3,act,aiff,amr,amrnb,amrwb,ape,asf,ast,au,avi,caf,dsf,dss,dts,dtshd,eac3,flac,flv,iff,ircam,' +
  'matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpc,mpc8,mpeg,mpegps,mpegts,mpegvideo,mxf,nut,ogg,oma,qcp,' +
  'rm,sln,smjpeg,sox,spdif,tak,truehd,tta,voc,vqf,w64,wav,wtv,wv,xwma';

export interface FfmpegSound {
  readonly blocks: AsyncGenerator<SoundBlock>;
  /** Length of the whole, once the first block is there and where the file says it. */
  readonly durationMs: () => number | undefined;
}

/**
 * Decodes the first sound track with ffmpeg, in its own process. It opens nothing but this input, whatever other
 * files or addresses the input names.
 * @param formatName in the user's words; undefined where its first bytes say nothing.
 * @throws EngineError 'source-unreadable'
 */
export function decodeWithFfmpeg(
  program: string,
  input: FfmpegInput,
  { name, formatName }: { readonly name: string; readonly formatName: string | undefined },
): FfmpegSound {
  let words = '';
  let durationMs: number | undefined;
  return {
    durationMs: () => durationMs,
    blocks: (async function* () {
      const source = 'path' in input ? `file:${input.path}` : 'pipe:0';
      const protocol = 'path' in input ? 'file' : 'pipe';
      const child = spawn(
        program,
        ['-hide_banner', '-nostdin', '-protocol_whitelist', protocol].concat([
          '-format_whitelist',
          DEMUXERS,
          '-i',
          source,
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
        words += text;
        durationMs ??= durationIn(words);
        words = words.slice(-MAX_WORDS_CHARACTERS);
      });
      // ffmpeg may have enough before the input ends.
      if (child.stdin && 'bytes' in input) void pipeline(input.bytes, child.stdin).catch(() => undefined);
      let decodedMs = 0;
      try {
        if (!child.stdout) return;
        for await (const block of readWavBlocks(
          new ByteReader(child.stdout, Number.POSITIVE_INFINITY),
          name,
        )) {
          decodedMs += (block.samples.length / block.channelCount / block.rateHz) * 1_000;
          yield block;
        }
      } catch (error) {
        if (decodedMs > 0) throw error;
      } finally {
        child.kill('SIGKILL');
      }
      await closed;
      if (decodedMs > 0) {
        if (isDamaged(words) && decodedMs < (durationMs ?? 0) / 2)
          throw unreadableSound(name, 'most of its sound is damaged, incomplete or unknown to ffmpeg');
        return;
      }
      throw unreadableSound(
        name,
        formatName === undefined ? UNKNOWN_SOUND : `it is ${formatName}${inPlainWords(words)}`,
      );
    })(),
  };
}

function durationIn(words: string): number | undefined {
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(words) ?? [];
  if (seconds === undefined) return undefined;
  return (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
}

function inPlainWords(words: string): string {
  // Of a file it would have searched the rest.
  if (/partial file/.test(words) && /pipe:0/.test(words))
    return ' that cannot be read from a pipe: name the file itself';
  if (/matches no streams/.test(words)) return ' without a sound track';
  if (isDamaged(words)) return ' that is damaged or incomplete';
  return `, and ffmpeg says "${lastLine(words)}"`;
}

function isDamaged(words: string): boolean {
  return /Invalid data|moov atom|End of file|Error opening input|partial file/.test(words);
}
