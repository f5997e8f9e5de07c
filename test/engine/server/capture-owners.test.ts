import { expect, test } from 'vitest';
import { createCaptureOwners, createCaptureSeat } from '../../../engine/server/capture-owners.ts';

function twoClients() {
  const owners = createCaptureOwners();
  const lost: string[] = [];
  const first = createCaptureSeat(owners, (channel) => lost.push(`first lost ${channel}`));
  const second = createCaptureSeat(owners, (channel) => lost.push(`second lost ${channel}`));
  return { first, second, lost };
}

const report = (channel: 'me' | 'them', status: 'open' | 'closed' | 'muted' | 'moved') =>
  ({ type: 'report-capture', channel, status, device: '' }) as const;

test('the first frame claims a channel, and a second client is refused, with one message', () => {
  const { first, second, lost } = twoClients();
  expect([first.admits('me'), second.admits('me'), second.admits('me'), first.admits('me')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(lost).toEqual(['second lost me']);
});

test('the client that opens a device last takes the channel over', () => {
  const { first, second, lost } = twoClients();
  first.follow(report('me', 'open'));
  second.follow(report('me', 'open'));
  expect(lost).toEqual(['first lost me']);
  expect([first.admits('me'), second.admits('me')]).toEqual([false, true]);
});

test('each channel has an owner of its own', () => {
  const { first, second, lost } = twoClients();
  first.follow(report('me', 'open'));
  second.follow(report('them', 'open'));
  expect([first.admits('me'), second.admits('them')]).toEqual([true, true]);
  expect(lost).toEqual([]);
});

test('a client that lost its channel does not close it for the other', () => {
  const { first, second } = twoClients();
  first.follow(report('me', 'open'));
  second.follow(report('me', 'open'));
  expect(first.follow(report('me', 'closed'))).toBe(false);
  expect(second.admits('me')).toBe(true);
});

test('that a channel moved is passed on while another client has it', () => {
  const { first, second } = twoClients();
  expect(first.follow(report('me', 'moved'))).toBe(false);
  first.follow(report('me', 'open'));
  expect(first.follow(report('me', 'moved'))).toBe(false);
  second.follow(report('me', 'open'));
  expect(first.follow(report('me', 'moved'))).toBe(true);
  expect(second.admits('me')).toBe(true);
});

test('a closed channel is free for the next client', () => {
  const { first, second } = twoClients();
  first.follow(report('me', 'open'));
  expect(first.follow(report('me', 'closed'))).toBe(true);
  expect(second.admits('me')).toBe(true);
});

test('a client that takes the channel back is notified again when it loses it again', () => {
  const { first, second, lost } = twoClients();
  first.follow(report('me', 'open'));
  second.follow(report('me', 'open'));
  first.follow(report('me', 'muted'));
  second.follow(report('me', 'open'));
  expect(lost).toEqual(['first lost me', 'second lost me', 'first lost me']);
});

test('leaving gives up what the client owned, and only that', () => {
  const { first, second } = twoClients();
  first.follow(report('me', 'open'));
  second.follow(report('them', 'open'));
  expect([first.leave(), first.leave(), second.leave()]).toEqual([['me'], [], ['them']]);
});
