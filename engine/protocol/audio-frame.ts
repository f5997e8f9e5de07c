import type { Channel } from './call-parts.ts';

/**
 * Binary frames from a capturing page: 1 byte channel (0 me, 1 them), 1 byte zero, 2 bytes zero,
 * uint32 LE start position in samples (wraps), then mono s16 LE PCM at 16 kHz.
 */
export const AUDIO_HEADER_BYTES = 8;
export const MAX_AUDIO_FRAME_SAMPLES = 1_600;
export const MAX_AUDIO_MESSAGE_BYTES = AUDIO_HEADER_BYTES + 2 * MAX_AUDIO_FRAME_SAMPLES;

export interface WireAudioFrame {
  readonly channel: Channel;
  readonly startSamples: number;
  readonly samples: Int16Array;
}

export function encodeAudioFrame(frame: WireAudioFrame): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(AUDIO_HEADER_BYTES + frame.samples.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, frame.channel === 'me' ? 0 : 1);
  view.setUint32(4, frame.startSamples >>> 0, true);
  frame.samples.forEach((sample, index) => view.setInt16(AUDIO_HEADER_BYTES + index * 2, sample, true));
  return bytes;
}

/** @returns undefined when the bytes are not an audio frame. */
export function decodeAudioFrame(bytes: Uint8Array): WireAudioFrame | undefined {
  const payloadBytes = bytes.byteLength - AUDIO_HEADER_BYTES;
  if (payloadBytes < 2 || payloadBytes % 2 !== 0 || bytes.byteLength > MAX_AUDIO_MESSAGE_BYTES)
    return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channelByte = view.getUint8(0);
  if (channelByte > 1 || view.getUint8(1) !== 0 || view.getUint16(2, true) !== 0) return undefined;
  const samples = new Int16Array(payloadBytes / 2);
  samples.forEach((_, index) => (samples[index] = view.getInt16(AUDIO_HEADER_BYTES + index * 2, true)));
  return { channel: channelByte === 0 ? 'me' : 'them', startSamples: view.getUint32(4, true), samples };
}
