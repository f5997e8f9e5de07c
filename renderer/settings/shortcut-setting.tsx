import { useState } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import { shortcutProblem, type ShortcutProblem } from '../../engine/protocol/shortcut-problem.ts';
import { acceleratorLabel, acceleratorOf, isMac } from '../session/accelerator.ts';
import { Field } from './field.tsx';
import { useSetting, type NamesOf } from './use-setting.ts';

const PROBLEMS: Readonly<Record<ShortcutProblem, 'settings.keys.reserved' | 'settings.keys.taken'>> = {
  reserved: 'settings.keys.reserved',
  taken: 'settings.keys.taken',
};

interface ShortcutSettingProps {
  readonly name: NamesOf<'keys', string>;
  readonly hint?: string;
}

/** A shortcut, set by pressing it; one that the system or another shortcut of Sotto uses is refused. */
export function ShortcutSetting({ name, hint }: ShortcutSettingProps) {
  const messages = useMessages();
  const { t } = messages;
  const { value, error, isSaved, change, reset } = useSetting({ part: 'keys', name });
  const keys = useSessionState(({ settings }) => settings?.keys);
  const [isRecording, setRecording] = useState(false);
  const [refused, setRefused] = useState<{ readonly shortcut: string; readonly problem: ShortcutProblem }>();
  const record = (shortcut: string): void => {
    const others = Object.entries(keys ?? {}).flatMap(([other, keysOfOther]) =>
      other === name || typeof keysOfOther !== 'string' ? [] : [keysOfOther],
    );
    const problem = shortcutProblem(shortcut, others, isMac());
    setRefused(problem && { shortcut, problem });
    if (!problem) void change(shortcut);
  };
  const refusal =
    refused && t(PROBLEMS[refused.problem], { keys: acceleratorLabel(refused.shortcut, isMac(), messages) });
  return (
    <Field
      label={t(`settings.keys.${name}`)}
      error={refusal ?? error}
      isSaved={isSaved}
      hint={hint}
      reset={reset}
    >
      {(ids) => (
        <button
          {...ids}
          type="button"
          className="button key-recorder"
          aria-pressed={isRecording}
          onClick={() => {
            setRefused(undefined);
            setRecording(true);
          }}
          onBlur={() => setRecording(false)}
          onKeyDown={(event) => {
            if (!isRecording) return;
            event.preventDefault();
            if (event.key === 'Escape') return setRecording(false);
            const shortcut = acceleratorOf(event, isMac());
            if (shortcut === undefined) return;
            setRecording(false);
            record(shortcut);
          }}
        >
          {isRecording
            ? t('settings.keys.press')
            : value === ''
              ? t('settings.keys.off')
              : acceleratorLabel(value, isMac(), messages)}
        </button>
      )}
    </Field>
  );
}
