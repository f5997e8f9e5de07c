import { readSoundServer, soundServerChanges } from './sound-server.ts';

/** A program other than Sotto that records a microphone. */
export interface MicrophoneUser {
  readonly processId: number;
  /** For people: "ZOOM VoiceEngine". */
  readonly applicationName: string;
  /** Of its file: "zoom". */
  readonly programName: string;
}

/** @returns who records a microphone now; a program that records what the loudspeaker plays is none. */
export async function findMicrophoneUsers(): Promise<readonly MicrophoneUser[]> {
  const { recordings } = await readSoundServer();
  return recordings
    .filter(({ source, processId }) => source.monitorOf === undefined && processId > 0)
    .map(({ processId, applicationName, binaryName }) => ({
      processId,
      applicationName: applicationName === '' ? binaryName : applicationName,
      programName: binaryName,
    }));
}

/** Yields who records a microphone, at once and when that may have changed. Ends with the sound server. */
export async function* watchMicrophoneUsers(
  signal: AbortSignal,
): AsyncGenerator<readonly MicrophoneUser[], void, undefined> {
  const changes = soundServerChanges(signal);
  let change = changes.next();
  yield await findMicrophoneUsers();
  while (!(await change).done) {
    change = changes.next();
    yield await findMicrophoneUsers();
  }
}
