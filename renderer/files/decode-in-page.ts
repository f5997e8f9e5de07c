const RATE_HZ = 16_000;
const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;
/** All of it is decoded in memory: an hour of M4A is about this long and takes 230 MB. */
const MAX_FILE_BYTES = 64 * 1_024 * 1_024;

/** @returns the sound as a mono WAV file; undefined when the browser cannot decode it either. */
export async function decodeInPage(file: Blob): Promise<Blob | undefined> {
  if (file.size > MAX_FILE_BYTES) return undefined;
  try {
    // The context's rate is the one that the sound comes in.
    const context = new OfflineAudioContext(1, 1, RATE_HZ);
    return encodeWav(await context.decodeAudioData(await file.arrayBuffer()));
  } catch {
    return undefined;
  }
}

function encodeWav(sound: AudioBuffer): Blob {
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
  const samples = Int16Array.from({ length: sound.length }, (_, index) => {
    const sum = channels.reduce((total, channel) => total + (channel[index] ?? 0), 0);
    return Math.round(Math.max(-1, Math.min(1, sum / channels.length)) * 32_767);
  });
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const write = (atBytes: number, text: string): void =>
    new TextEncoder().encode(text).forEach((byte, index) => header.setUint8(atBytes + index, byte));
  write(0, 'RIFF');
  header.setUint32(4, HEADER_BYTES - 8 + samples.byteLength, true);
  write(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, RATE_HZ, true);
  header.setUint32(28, RATE_HZ * SAMPLE_BYTES, true);
  header.setUint16(32, SAMPLE_BYTES, true);
  header.setUint16(34, 8 * SAMPLE_BYTES, true);
  write(36, 'data');
  header.setUint32(40, samples.byteLength, true);
  return new Blob([header, samples]);
}
