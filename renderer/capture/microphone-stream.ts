import type { Settings } from '../../engine/protocol/settings.ts';

/** What the browser may do to the sound of a microphone. */
export type SoundProcessing = Pick<Settings['audio'], 'echoCancellation' | 'noiseSuppression' | 'autoGain'>;

/** The other side has been processed where it was spoken. */
const SOUND_AS_IT_IS: MediaTrackConstraints = {
  channelCount: 1,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/**
 * Opens the wanted microphone, or the system's default for ''. Devices are matched by name as well as by id,
 * because a browser gives a device another id on every address.
 * @throws DOMException as `getUserMedia` does.
 */
export async function openMicrophone(
  devices: MediaDevices,
  wanted: string,
  { echoCancellation, noiseSuppression, autoGain }: SoundProcessing,
): Promise<MediaStream> {
  const deviceId = wanted === '' ? undefined : await findMicrophoneId(devices, wanted);
  return devices.getUserMedia({
    audio: {
      channelCount: 1,
      echoCancellation,
      noiseSuppression,
      autoGainControl: autoGain,
      ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
    },
  });
}

/**
 * Opens what the computer plays. The picture that has to be asked for with it is dropped at once.
 * @throws DOMException 'NotFoundError' when no sound came with the picture.
 */
export async function openLoopback(devices: MediaDevices): Promise<MediaStream> {
  const stream = await devices.getDisplayMedia({
    video: true,
    audio: SOUND_AS_IT_IS,
  });
  stream.getVideoTracks().forEach((track) => track.stop());
  if (stream.getAudioTracks().length > 0) return stream;
  throw new DOMException('No sound was shared.', 'NotFoundError');
}

async function findMicrophoneId(devices: MediaDevices, wanted: string): Promise<string> {
  const inputs = (await devices.enumerateDevices()).filter(({ kind }) => kind === 'audioinput');
  const found = inputs.find(({ deviceId, label }) => deviceId === wanted || label === wanted);
  if (found) return found.deviceId;
  // Names are hidden until the microphone was allowed once; then the default opens and names are known.
  if (inputs.every(({ label }) => label === '')) return 'default';
  throw new DOMException(`${wanted} is not plugged in.`, 'NotFoundError');
}
