import { expect, test } from 'vitest';
import { TokenSetting } from '../../../renderer/settings/token-setting.tsx';
import type { TokenState } from '../../../renderer/session/state.ts';
import { after, show } from '../render.tsx';

const HERE = 'http://127.0.0.1:1/v1';
const shown = (state?: TokenState, addresses: readonly string[] = [HERE]) =>
  show(
    <TokenSetting service="model" addresses={addresses} />,
    after([], state ? { accessTokens: { model: state } } : {}),
  );
const kept: TokenState = { keptIn: 'keychain', origins: [new URL(HERE).origin], detail: '' };

test('where a token is kept is said, and it is never shown', () => {
  expect(shown().text).toContain('settings.token.nowhere');
  expect(shown(kept).text).toContain('settings.token.keychain');
  expect(shown(kept).html).toContain('type="password"');
});

test('there is nothing to save before something is typed, nor to remove where nothing is kept', () => {
  const removable = (state?: TokenState): readonly string[] => shown(state).buttons.slice(-1);
  expect(shown().buttons).toEqual(['[settings.token.save]', '[settings.token.remove]']);
  expect(removable(kept)[0]?.startsWith('[')).toBe(false);
  expect(removable({ ...kept, keptIn: 'nowhere' })[0]?.startsWith('[')).toBe(true);
});

test('addresses that the token does not go to are named', () => {
  expect(shown(kept).text).not.toContain('settings.token.unsent');
  expect(shown(kept, [HERE, 'https://gpu.example/v1']).text).toContain('settings.token.unsent');
});

test('why it is not kept as it should be is said', () => {
  expect(shown({ ...kept, keptIn: 'memory', detail: 'There is no keychain.' }).text).toContain(
    'There is no keychain.',
  );
});

test('that a token would travel in the clear is warned of, once there is one', () => {
  const far = ['http://gpu.example/v1'];
  expect(shown({ ...kept, origins: ['http://gpu.example'] }, far).text).toContain('settings.token.clear');
  expect(shown(undefined, far).text).not.toContain('settings.token.clear');
});
