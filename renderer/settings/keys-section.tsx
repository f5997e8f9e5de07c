import { useState } from 'react';
import { isMac } from '../hud/use-push-to-talk.ts';
import { acceleratorLabel, acceleratorOf } from '../session/talk-key.ts';
import { Field } from './field.tsx';
import { StateLine } from './state-line.tsx';
import { useSetting } from './use-setting.ts';

/** The push-to-talk keys, set by pressing them. */
export function KeysSection() {
  const { value, error, isSaved, change } = useSetting({ part: 'keys', name: 'pushToTalk' });
  const [isRecording, setRecording] = useState(false);
  return (
    <>
      <StateLine component="push-to-talk" />
      <Field
        label="Hold to ask"
        error={error}
        isSaved={isSaved}
        hint="Hold, ask, let go. In the desktop app it works everywhere; in a browser tab while the tab is in front."
      >
        {(ids) => (
          <button
            {...ids}
            type="button"
            className="button key-recorder"
            aria-pressed={isRecording}
            onClick={() => setRecording(true)}
            onBlur={() => setRecording(false)}
            onKeyDown={(event) => {
              if (!isRecording) return;
              event.preventDefault();
              if (event.key === 'Escape') return setRecording(false);
              const accelerator = acceleratorOf(event, isMac());
              if (accelerator === undefined) return;
              setRecording(false);
              void change(accelerator);
            }}
          >
            {isRecording ? 'Press your shortcut…' : acceleratorLabel(value, isMac())}
          </button>
        )}
      </Field>
      <p className="hint">
        Press the button, then your keys: a modifier with another key, or a function key. Escape leaves it as
        it is.
      </p>
      <h3>In this window</h3>
      <dl className="keys">
        <dt>← →</dt>
        <dd>Go through the answers</dd>
        <dt>Space</dt>
        <dd>Hold to ask, on the “Hold to ask” button</dd>
        <dt>Esc</dt>
        <dd>Close settings</dd>
      </dl>
    </>
  );
}
