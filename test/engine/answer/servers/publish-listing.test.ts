import { expect, test } from 'vitest';
import { publishListing } from '../../../../engine/answer/servers/publish-listing.ts';
import { silentLogger } from '../../../../engine/base/logger.ts';
import type { UnstampedEvent } from '../../../../engine/protocol/events.ts';

async function listingOf(names: readonly string[], selected: string) {
  const events: UnstampedEvent[] = [];
  const server = {
    kind: 'ollama',
    address: '127.0.0.1:11434',
    list: () => Promise.resolve(names.map((name) => ({ name, isRemote: false, family: 'f'.repeat(300) }))),
  };
  const choice = { server, model: { name: selected, location: 'local' } } as never;
  const publish = (event: UnstampedEvent): void => void events.push(event);
  await publishListing(choice, { publish, log: silentLogger }, new AbortController().signal);
  const [event] = events;
  if (event?.type !== 'models.listed') throw new Error('nothing was listed');
  return event;
}

test('a short list is published as it is', async () => {
  const event = await listingOf(['a', 'b'], 'a');
  expect(event).toMatchObject({ backend: 'ollama', selected: 'a' });
  expect(event.models.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(event).not.toHaveProperty('leftOutCount');
});

test('a long one is cut, but the model in use stays in it', async () => {
  const names = Array.from({ length: 600 }, (_, index) => `model ${index}`);
  const event = await listingOf(names, 'model 599');
  expect(event.models).toHaveLength(500);
  expect(event.models.at(-1)?.name).toBe('model 599');
  expect(event.leftOutCount).toBe(100);
});

test('names that no client could show are left out, other words are cut', async () => {
  const event = await listingOf(['a', 'x'.repeat(201)], 'a');
  expect(event.models.map(({ name }) => name)).toEqual(['a']);
  expect(event.models[0]?.family).toHaveLength(200);
});

test('a name that is listed twice is published once, and one that steers a terminal or a reader not at all', async () => {
  const event = await listingOf(['a', 'b', 'a', 'a\u001B[31m', 'b\u202Ea', 'c\nd', '模型:7b'], 'a');
  expect(event.models.map(({ name }) => name)).toEqual(['a', 'b', '模型:7b']);
  expect(event.leftOutCount).toBe(3);
});
