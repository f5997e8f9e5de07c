import { expect, test } from 'vitest';
import {
  readMicrophoneUses,
  watchWindowsMicrophoneUsers,
} from '../../../engine/capture/windows-microphone-users.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const KEY =
  'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore\\microphone';
const BOOTED_AT_MS = Date.UTC(2026, 0, 10, 8);
const HERE = { bootedAtMs: BOOTED_AT_MS, ownPath: 'C:\\Program Files\\Sotto\\sotto.exe' };
const time = (atMs: number): string => `0x${((BigInt(atMs) + 11_644_473_600_000n) * 10_000n).toString(16)}`;
const use = (name: string, startedAtMs: number, stopped = '0x0'): string =>
  `${KEY}\\${name}\r\n    LastUsedTimeStart    REG_QWORD    ${time(startedAtMs)}\r\n    LastUsedTimeStop    REG_QWORD    ${stopped}\r\n`;
const output = (...uses: readonly string[]): string =>
  `\r\n${[`${KEY}\r\n    Value    REG_SZ    Allow\r\n`, ...uses].join('\r\n')}\r\n`;

const ZOOM = 'NonPackaged\\C:#Program Files#Zoom#bin#Zoom.exe';
const HOUR_MS = 3_600_000;

test('programs that use a microphone now are named, packaged or not', () => {
  const text = output(
    use(ZOOM, BOOTED_AT_MS + HOUR_MS),
    use('MSTeams_8wekyb3d8bbwe', BOOTED_AT_MS + HOUR_MS),
    use('NonPackaged\\C:#Tools#recorder.exe', BOOTED_AT_MS + HOUR_MS, time(BOOTED_AT_MS + 2 * HOUR_MS)),
  );
  expect(readMicrophoneUses(text, HERE)).toEqual([
    { processId: 0, applicationName: 'Zoom', programName: 'Zoom.exe' },
    { processId: 0, applicationName: 'MSTeams', programName: 'MSTeams' },
  ]);
});

test('a use that the machine cut off when it went down is over, and Sotto does not count', () => {
  const own = use('NonPackaged\\C:#Program Files#Sotto#Sotto.exe', BOOTED_AT_MS + HOUR_MS);
  expect(readMicrophoneUses(output(use(ZOOM, BOOTED_AT_MS - HOUR_MS), own), HERE)).toEqual([]);
});

test('what Windows says otherwise is nobody', () => {
  for (const text of ['', 'ERROR: The system was unable to find the key.', output(`${KEY}\\Zoom\r\n`)])
    expect(readMicrophoneUses(text, HERE)).toEqual([]);
});

test('a call that begins is seen within two seconds, and a query that fails ends the watch', async () => {
  const clock = new VirtualClock();
  const answers = [output(), output(use(ZOOM, Date.now() + HOUR_MS))];
  const query = async (): Promise<string> => {
    const answer = answers.shift();
    if (answer === undefined) throw new Error('Access is denied.');
    return answer;
  };
  const users = watchWindowsMicrophoneUsers(clock, new AbortController().signal, query);
  expect(await users.next()).toEqual({ done: false, value: [] });
  const next = users.next();
  expect(await clock.runUntil(next)).toMatchObject({ value: [{ programName: 'Zoom.exe' }] });
  await expect(clock.runUntil(users.next())).rejects.toThrow('Access is denied');
});
