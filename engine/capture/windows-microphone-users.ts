import { execFile } from 'node:child_process';
import { uptime } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../base/clock.ts';
import type { MicrophoneUser } from './microphone-users.ts';

/** Where Windows keeps, for the list in its privacy settings, when each program began and stopped to use a microphone. */
const USES_KEY =
  'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore\\microphone';
const LOOK_INTERVAL_MS = 2_000;
/** From 1601, where the times of Windows begin, to 1970. */
const EPOCH_OFFSET_MS = 11_644_473_600_000;
const TICKS_PER_MS = 10_000;

/** Yields who uses a microphone, every two seconds. Ends by rejecting, when Windows does not say or at `signal`. */
export async function* watchWindowsMicrophoneUsers(
  clock: Clock,
  signal: AbortSignal,
  queryUses: () => Promise<string> = queryRegistry,
): AsyncGenerator<readonly MicrophoneUser[], never, undefined> {
  for (;;) {
    const bootedAtMs = clock.wallMs() - uptime() * 1_000;
    yield readMicrophoneUses(await queryUses(), { bootedAtMs, ownPath: process.execPath });
    await clock.sleep(LOOK_INTERVAL_MS, signal);
  }
}

/**
 * @param output of `reg query KEY /s`
 * @param options.bootedAtMs a use that began before was cut off with the machine, and its end was never noted.
 * @param options.ownPath of Sotto's program, which is left out.
 */
export function readMicrophoneUses(
  output: string,
  { bootedAtMs, ownPath }: { readonly bootedAtMs: number; readonly ownPath: string },
): readonly MicrophoneUser[] {
  return output.split(/\r?\n(?=HKEY_)/).flatMap((entry) => {
    const startedAtMs = timeIn(entry, 'LastUsedTimeStart') / TICKS_PER_MS - EPOCH_OFFSET_MS;
    const isUsing = timeIn(entry, 'LastUsedTimeStop') === 0 && startedAtMs >= bootedAtMs;
    const name = /microphone\\(?:NonPackaged\\)?([^\\\r\n]+)\s*(?:\r?\n|$)/.exec(entry)?.[1];
    if (!isUsing || name === undefined) return [];
    // A program's path stands with # for \; a packaged app's name is followed by its publisher's key.
    const programPath = name.replaceAll('#', '\\');
    if (programPath.toLowerCase() === ownPath.toLowerCase()) return [];
    const programName = name.includes('#')
      ? path.win32.basename(programPath)
      : name.replace(/_[a-z\d]+$/, '');
    // Windows names no process.
    return [{ processId: 0, applicationName: programName.replace(/\.exe$/i, ''), programName }];
  });
}

/** NaN when it is not there. */
function timeIn(entry: string, name: string): number {
  return Number(new RegExp(`\\b${name}\\s+REG_QWORD\\s+(0x[\\da-f]+)`, 'i').exec(entry)?.[1]);
}

async function queryRegistry(): Promise<string> {
  const program = path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
  return (await promisify(execFile)(program, ['query', USES_KEY, '/s'], { windowsHide: true })).stdout;
}
