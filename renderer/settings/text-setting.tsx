import { useState } from 'react';
import type { Settings } from '../../engine/protocol/settings.ts';
import { Field } from './field.tsx';
import type { FieldText } from './field.tsx';
import type { NamesOf, SettingAt, SettingsPart } from './use-setting.ts';
import { useSetting } from './use-setting.ts';

type TextSettingProps<Part extends SettingsPart> = FieldText &
  SettingAt<Part, NamesOf<Part, string>> & {
    readonly placeholder?: string;
    /** More than one makes it a text area. */
    readonly rowCount?: number;
  };

/** A line or a block of text; takes effect on Enter or when it is left. */
export function TextSetting<Part extends SettingsPart>(props: TextSettingProps<Part>) {
  const { label, hint, placeholder, rowCount = 1 } = props;
  const { value, error, isSaved, change, review, reset } = useSetting(props);
  const [draft, setDraft] = useState<string>();
  const commit = async (): Promise<void> => {
    if (draft === undefined || draft === value) return setDraft(undefined);
    if (await change(draft as Settings[Part][NamesOf<Part, string>])) setDraft(undefined);
  };
  const type = (text: string): void => {
    setDraft(text);
    review(text as Settings[Part][NamesOf<Part, string>]);
  };
  const text = {
    value: draft ?? String(value),
    placeholder,
    spellCheck: rowCount > 1,
    onBlur: () => void commit(),
  };
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      isSaved={isSaved}
      reset={draft === undefined ? reset : undefined}
    >
      {(ids) =>
        rowCount > 1 ? (
          <textarea
            {...ids}
            {...text}
            rows={rowCount}
            onChange={(event) => type(event.currentTarget.value)}
          />
        ) : (
          <input
            {...ids}
            {...text}
            onChange={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && void commit()}
          />
        )
      }
    </Field>
  );
}
