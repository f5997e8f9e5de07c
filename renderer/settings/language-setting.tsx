import { useMessages } from '../messages/use-messages.ts';
import { ChoiceSetting } from './choice-setting.tsx';
import { languageName, speechLanguageNames } from './speech-languages.ts';
import { useSetting } from './use-setting.ts';

interface LanguageSettingProps {
  readonly part: 'speech' | 'answer';
  readonly label: string;
  readonly hint: string;
  /** What `auto` means here. */
  readonly auto: string;
}

/** A language that is spoken, chosen by its name; a code that is not in the list stays as it is. */
export function LanguageSetting({ part, label, hint, auto }: LanguageSettingProps) {
  const { language } = useMessages();
  const { value } = useSetting({ part, name: 'language' });
  const listed = { auto, ...speechLanguageNames(language) };
  return (
    <ChoiceSetting
      part={part}
      name="language"
      label={label}
      hint={hint}
      choices={value in listed ? listed : { ...listed, [value]: languageName(value, language) }}
    />
  );
}
