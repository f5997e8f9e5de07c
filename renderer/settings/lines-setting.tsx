import { useState } from 'react';
import { Field } from './field.tsx';
import type { FieldText } from './field.tsx';
import type { Setting } from './use-setting.ts';

interface LinesSettingProps<Item> extends FieldText {
  readonly setting: Setting<Item[]>;
  readonly placeholder?: string;
  readonly rowCount?: number;
  readonly print: (item: Item) => string;
  readonly parse: (line: string) => Item;
}

/** A list with one item a line; takes effect when it is left. */
export function LinesSetting<Item>(props: LinesSettingProps<Item>) {
  const { label, hint, placeholder, rowCount = 3, print, parse } = props;
  const { value, error, isSaved, change, review, reset } = props.setting;
  const [draft, setDraft] = useState<string>();
  const commit = async (): Promise<void> => {
    if (draft === undefined) return;
    if (await change(itemsOf(draft))) setDraft(undefined);
  };
  const itemsOf = (text: string): Item[] =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map(parse);
  return (
    <Field label={label} hint={hint} error={error} isSaved={isSaved} reset={reset}>
      {(ids) => (
        <textarea
          {...ids}
          rows={rowCount}
          placeholder={placeholder}
          spellCheck={false}
          value={draft ?? value.map(print).join('\n')}
          onChange={({ currentTarget }) => {
            setDraft(currentTarget.value);
            review(itemsOf(currentTarget.value));
          }}
          onBlur={() => void commit()}
        />
      )}
    </Field>
  );
}
