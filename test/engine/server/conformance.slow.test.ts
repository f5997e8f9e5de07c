import { afterAll, beforeAll, expect, test } from 'vitest';
import { autobahnCases } from './autobahn-cases.ts';
import { frame, openRawSocket } from './raw-frames.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';

const ALIVE = 'still there?';

let running: TestServer;
beforeAll(async () => {
  running = await startTestServer();
});
afterAll(() => running[Symbol.asyncDispose]());

test('these are all the cases of the suite', () => {
  expect(autobahnCases).toHaveLength(247);
});

test.each(autobahnCases)(
  'case $id ends as the standard says: $ends',
  async ({ frames, ends, pieceBytes }) => {
    const raw = await openRawSocket(running.server.port, running.server.mintToken('hud'));
    const { socket, closeCode, pongs } = raw;
    socket.setNoDelay(true);
    socket.write(frame('{"kind":"hello","protocol":1}'));
    const bytes = Buffer.concat(frames);
    const stepBytes = pieceBytes ?? bytes.byteLength;
    for (let start = 0; start < bytes.byteLength; start += stepBytes) {
      socket.write(bytes.subarray(start, start + stepBytes));
    }
    socket.write(frame(ALIVE, { opcode: 9 }));
    let code: number | undefined;
    void closeCode.then((reported) => (code = reported));
    const outcome = (): number | 'open' | undefined => code ?? (pongs.at(-1) === ALIVE ? 'open' : undefined);
    await expect.poll(outcome).not.toBeUndefined();
    expect(outcome()).toBe(ends);
    socket.destroy();
  },
);
