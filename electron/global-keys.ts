import type { Settings } from '../engine/protocol/settings.ts';
import type { Messages } from '../renderer/messages/messages.ts';
import { createActionKeys, type DesktopKey } from './action-keys.ts';
import type { Phrase } from './messages.ts';
import { createPushToTalkKey } from './push-to-talk-key.ts';
import { findLostGrants } from './state/lost-grants.ts';

export interface GlobalKeysOptions {
  /** Folder of the bundles. */
  readonly directory: string;
  /** That of the app's own data. */
  readonly userData: string;
  readonly messages: () => Messages;
  readonly actions: Readonly<Record<DesktopKey, () => void>>;
  readonly onPress: () => void;
  readonly onRelease: () => void;
  /** What is to say about the keys has changed. */
  readonly onReport: (isRegistered: boolean, detail: string) => void;
}

/** The keys that work in every program, and what is to say about them: how to ask, and every key that is dead. */
export interface GlobalKeys {
  set(keys: Settings['keys']): void;
  /** The engine that had the state is gone; the next one gets it at the next `set`. */
  forgetReport(): void;
  details(): readonly string[];
  /** Releases push-to-talk for the user. */
  letGo(): void;
  stop(): void;
}

const DETAIL_LIMIT_CHARACTERS = 500;

export function createGlobalKeys(options: GlobalKeysOptions): GlobalKeys {
  const { messages, userData } = options;
  let pushToTalk: { readonly isRegistered: boolean; readonly detail: Phrase } | undefined;
  let pushToTalkAccelerator: string | undefined;
  let problems: readonly Phrase[] = [];
  let lostGrants = findLostGrants(userData);
  let reported = '';

  const details = (): readonly string[] => [
    ...(pushToTalk ? [pushToTalk.detail(messages())] : []),
    ...lostGrants.map((grant) => messages().t(grant)),
    ...problems.map((problem) => problem(messages())),
  ];
  /** The HUD shows one line. */
  const report = (): void => {
    if (!pushToTalk) return;
    const detail = details().join('. ').replaceAll('..', '.').slice(0, DETAIL_LIMIT_CHARACTERS);
    if (detail === reported) return;
    reported = detail;
    options.onReport(pushToTalk.isRegistered, detail);
  };
  const pushToTalkKey = createPushToTalkKey({
    directory: options.directory,
    onPress: options.onPress,
    onRelease: options.onRelease,
    onRegistered: (isRegistered, detail) => {
      pushToTalk = { isRegistered, detail };
      // One of them may have been given while the app runs.
      lostGrants = findLostGrants(userData);
      report();
    },
  });
  const actionKeys = createActionKeys(options.actions);

  return {
    set(keys) {
      // Either may get the key that the other had.
      if (keys.pushToTalk !== pushToTalkAccelerator) pushToTalkKey.stop();
      pushToTalkAccelerator = keys.pushToTalk;
      problems = actionKeys.set(keys);
      pushToTalkKey.set(keys.pushToTalk);
      report();
    },
    forgetReport: () => (reported = ''),
    details,
    letGo: pushToTalkKey.letGo,
    stop() {
      pushToTalkKey.stop();
      actionKeys.stop();
    },
  };
}
