import { UiohookKey, uIOhook, type UiohookKeyboardEvent } from 'uiohook-napi';
import { parseAccelerator, type Chord, type Modifier } from '../engine/protocol/accelerator.ts';
import { pushToTalkRequestSchema, type PushToTalkReply } from './contract/push-to-talk-messages.ts';
import { connectToParent } from '../engine/base/parent-channel.ts';

/**
 * Process entry: watches the keyboard for one chord and reports its presses and releases, no other key. It
 * stands alone because the hook aborts its whole process where there is no display.
 */

const MODIFIER_KEYS: Readonly<Record<Modifier, readonly number[]>> = {
  ctrl: [UiohookKey.Ctrl, UiohookKey.CtrlRight],
  alt: [UiohookKey.Alt, UiohookKey.AltRight],
  shift: [UiohookKey.Shift, UiohookKey.ShiftRight],
  meta: [UiohookKey.Meta, UiohookKey.MetaRight],
};
const MODIFIER_FLAGS = { ctrl: 'ctrlKey', alt: 'altKey', shift: 'shiftKey', meta: 'metaKey' } as const;

const parent = connectToParent<unknown, PushToTalkReply>(() => process.exit());
parent.onRequest(watch);

function watch(data: unknown): void {
  const request = pushToTalkRequestSchema.safeParse(data).data;
  if (!request) return;
  const chord = parseAccelerator(request.accelerator, process.platform === 'darwin');
  const keyCode = chord && keyCodeOf(chord.key);
  if (!chord || keyCode === undefined) {
    parent.send({ type: 'unknown-key', key: request.accelerator });
    return;
  }
  follow(chord, keyCode);
  uIOhook.start();
  parent.send({ type: 'watching' });
}

/** The chord is down from its key's first press until any of its keys is let go. */
function follow(chord: Chord, keyCode: number): void {
  const chordKeys = new Set([keyCode, ...chord.modifiers.flatMap((modifier) => MODIFIER_KEYS[modifier])]);
  let isDown = false;
  uIOhook.on('keydown', (event) => {
    if (isDown || event.keycode !== keyCode || !hasModifiers(event, chord.modifiers)) return;
    isDown = true;
    parent.send({ type: 'pressed' });
  });
  uIOhook.on('keyup', (event) => {
    if (!isDown || !chordKeys.has(event.keycode)) return;
    isDown = false;
    parent.send({ type: 'released' });
  });
}

function hasModifiers(event: UiohookKeyboardEvent, wanted: readonly Modifier[]): boolean {
  return Object.entries(MODIFIER_FLAGS).every(
    ([modifier, flag]) => event[flag] === wanted.includes(modifier as Modifier),
  );
}

function keyCodeOf(name: string): number | undefined {
  return Object.hasOwn(UiohookKey, name) ? UiohookKey[name as keyof typeof UiohookKey] : undefined;
}
