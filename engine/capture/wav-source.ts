import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import { type Channel, PIPELINE_RATE_HZ } from '../base/nouns.ts';
import type { CaptureSource } from './capture-source.ts';
import { createResampler } from './resampler.ts';
import { openSamplesSource } from './samples-source.ts';
import { readWavFormat, type WavFormat } from './wav-format.ts';

/** Read and converted at a time, so that a long file holds neither memory nor the event loop. */
const BLOCK_FRAME_COUNT = 65_536;

/**
 * Reads a WAV file of any usual rate, channel count and sample format as mono PCM at PIPELINE_RATE_HZ.
 * Samples that are no number become silence; a file that was cut off is read as far as it goes.
 * @throws EngineError 'source-missing' | 'source-not-wav' | 'source-empty'
 */
export async function readWav(path: string): Promise<{ samples: Int16Array; durationMs: number }> {
  await using file = await openFile(path);
  const format = await readWavFormat(file, basename(path));
  const samples = await readSamples(file, format);
  return { samples, durationMs: (samples.length * 1_000) / PIPELINE_RATE_HZ };
}

/**
 * A WAV file as a channel: in real time, or as fast as it is taken.
 * @throws EngineError as `readWav` does
 */
export async function openWavSource(options: {
  readonly path: string;
  readonly channel: Channel;
  readonly isFast: boolean;
  readonly clock: Clock;
}): Promise<CaptureSource> {
  const { samples } = await readWav(options.path);
  return openSamplesSource({ ...options, samples, device: basename(options.path) });
}

async function openFile(path: string): Promise<FileHandle> {
  const missing = (cause: string, error?: unknown): EngineError =>
    new EngineError('source-missing', `${path} cannot be opened: ${cause}.`, 'Check the path of the file.', {
      cause: error,
    });
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw missing('there is no such file', error);
    if (code === 'EACCES' || code === 'EPERM') throw missing('reading it is not allowed', error);
    throw missing(String(code ?? error), error);
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw missing('it is not a file');
}

async function readSamples(file: FileHandle, format: WavFormat): Promise<Int16Array> {
  const frameCount = format.dataBytes / format.blockBytes;
  const samples = new Int16Array(Math.ceil((frameCount * PIPELINE_RATE_HZ) / format.rateHz) + 1);
  const resampler = createResampler(format.rateHz, PIPELINE_RATE_HZ);
  const bytes = new Uint8Array(Math.min(BLOCK_FRAME_COUNT, frameCount) * format.blockBytes);
  const mono = new Float32Array(Math.min(BLOCK_FRAME_COUNT, frameCount));
  let writtenCount = 0;
  const write = (block: Float32Array): void => {
    for (const value of block) {
      if (writtenCount < samples.length) samples[writtenCount++] = toInt16(value);
    }
  };
  for (let doneBytes = 0; doneBytes < format.dataBytes;) {
    const wantedBytes = Math.min(bytes.length, format.dataBytes - doneBytes);
    const { bytesRead } = await file.read(bytes, 0, wantedBytes, format.dataStartBytes + doneBytes);
    const wholeCount = Math.floor(bytesRead / format.blockBytes);
    if (wholeCount === 0) break;
    decodeMono(bytes, wholeCount, format, mono);
    write(resampler.push(mono.subarray(0, wholeCount)));
    doneBytes += wholeCount * format.blockBytes;
  }
  write(resampler.flush());
  return samples.subarray(0, writtenCount);
}

/** Mean of all channels, −1…1. */
function decodeMono(bytes: Uint8Array, frameCount: number, format: WavFormat, mono: Float32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = sampleReader(view, format);
  const sampleBytes = format.bitsPerSample / 8;
  for (let index = 0; index < frameCount; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < format.channelCount; channel += 1) {
      const value = read(index * format.blockBytes + channel * sampleBytes);
      if (Number.isFinite(value)) sum += Math.max(-1, Math.min(1, value));
    }
    mono[index] = sum / format.channelCount;
  }
}

function sampleReader(view: DataView, format: WavFormat): (offsetBytes: number) => number {
  if (format.encoding === 'float') {
    return format.bitsPerSample === 64
      ? (offsetBytes) => view.getFloat64(offsetBytes, true)
      : (offsetBytes) => view.getFloat32(offsetBytes, true);
  }
  switch (format.bitsPerSample) {
    case 8:
      return (offsetBytes) => (view.getUint8(offsetBytes) - 128) / 0x80;
    case 16:
      return (offsetBytes) => view.getInt16(offsetBytes, true) / 0x8000;
    case 24:
      return (offsetBytes) =>
        (view.getUint8(offsetBytes) | (view.getInt16(offsetBytes + 1, true) << 8)) / 0x80_0000;
    default:
      return (offsetBytes) => view.getInt32(offsetBytes, true) / 0x8000_0000;
  }
}

function toInt16(value: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, Math.round(value * 0x8000)));
}
