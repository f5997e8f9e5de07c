import { expect, test } from 'vitest';
import { createAudioOutbox } from '../../../renderer/capture/audio-outbox.ts';

function open() {
  const sent: number[] = [];
  const connection = { canTake: true };
  const outbox = createAudioOutbox((bytes) => {
    if (connection.canTake) sent.push((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0));
    return connection.canTake;
  });
  const send = (from: number, to: number): void => {
    for (let number = from; number < to; number += 1)
      outbox.send(Uint8Array.from([Math.floor(number / 256), number % 256]));
  };
  return { sent, connection, outbox, send };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('sound of a connection that is down for two seconds arrives later, whole and in order', () => {
  const { sent, connection, send } = open();
  send(0, 10);
  connection.canTake = false;
  send(10, 210);
  expect(sent).toEqual(numbers(0, 10));
  connection.canTake = true;
  send(210, 211);
  expect(sent).toEqual(numbers(0, 211));
});

test('after a long break the newest sound is kept and the oldest lost', () => {
  const { sent, connection, send } = open();
  connection.canTake = false;
  send(0, 700);
  connection.canTake = true;
  send(700, 701);
  expect(sent).toEqual(numbers(200, 701));
});

test('what waited is forgotten when the capture ends', () => {
  const { sent, connection, outbox, send } = open();
  connection.canTake = false;
  send(0, 5);
  outbox.clear();
  connection.canTake = true;
  send(5, 6);
  expect(sent).toEqual([5]);
});
