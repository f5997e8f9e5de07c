import type { Settings } from '../../engine/protocol/settings.ts';
import { Field } from './field.tsx';
import type { FieldText } from './field.tsx';
import type { NamesOf, SettingAt, SettingsPart } from './use-setting.ts';
import { useSetting } from './use-setting.ts';

type ChoiceSettingProps<Part extends SettingsPart, Name extends NamesOf<Part, string>> = FieldText &
  SettingAt<Part, Name> & {
    /** Values with what they are called. */
    readonly choices: Readonly<Record<Settings[Part][Name] & string, string>>;
  };

/** One of a few values. */
export function ChoiceSetting<Part extends SettingsPart, Name extends NamesOf<Part, string>>(
  props: ChoiceSettingProps<Part, Name>,
) {
  const { value, error, change, reset } = useSetting(props);
  return (
    <Field
      label={props.label}
      hint={props.hint}
      words={Object.values<string>(props.choices)}
      error={error}
      reset={reset}
    >
      {(ids) => (
        <select
          {...ids}
          value={String(value)}
          onChange={(event) => void change(event.currentTarget.value as Settings[Part][Name])}
        >
          {Object.entries<string>(props.choices).map(([choice, text]) => (
            <option key={choice} value={choice}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
