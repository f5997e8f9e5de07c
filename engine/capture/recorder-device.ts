import { EngineError } from '../base/engine-error.ts';

/** Of a device or sound server's source: no sign that ALSA takes for more than a name. */
const PLAIN_NAME = /^[\p{L}\p{M}\p{N}_ .()-]+$/u;
/** Sources of PipeWire and PulseAudio whose names end in an address. */
const BLUETOOTH_SOURCE = /^bluez_(?:input|source)\.[\w.:-]+$/;
/** Devices of ALSA with their card or source, e.g. `hw:0,0`, `plughw:CARD=Yeti,DEV=0`. */
const ALSA_DEVICE = /^(?:default|sysdefault|pulse|(?:plug)?hw|dsnoop|front):[\w=,.-]+$/;
const DEVICE_FORMS = [PLAIN_NAME, BLUETOOTH_SOURCE, ALSA_DEVICE];
/** Here a recorder only looks the name up in the system's list. */
const WITHOUT_ALSA: ReadonlySet<NodeJS.Platform> = new Set(['darwin', 'win32']);

/**
 * ALSA also takes definitions for names, and some of those run a program or write over a file. A page that may
 * change settings could name one.
 * @param device name for the recorder; '' is the system's default.
 * @throws EngineError 'microphone-missing' for what is not plainly the name of a device.
 */
export function requireDeviceName(device: string, platform: NodeJS.Platform = process.platform): void {
  if (device === '' || WITHOUT_ALSA.has(platform)) return;
  if (DEVICE_FORMS.some((form) => form.test(device))) return;
  throw new EngineError(
    'microphone-missing',
    `${JSON.stringify(device)} is not taken for the name of a microphone.`,
    'Under Settings, Audio, use the name of a source, or one like hw:0,0 or plughw:CARD=Name; or leave it empty.',
  );
}
