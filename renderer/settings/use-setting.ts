import { useState } from 'react';
import type { Settings } from '../../engine/protocol/settings.ts';
import { defaultSettings, settingsPatchSchema } from '../../engine/protocol/settings.ts';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import { failureText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';

/** Sections of the settings that hold values. */
export type SettingsPart = Exclude<keyof Settings, 'version'>;

/** Names of the settings of a section whose values are of one type. */
export type NamesOf<Part extends SettingsPart, Value> = {
  [Name in keyof Settings[Part]]: Settings[Part][Name] extends Value ? Name : never;
}[keyof Settings[Part]] &
  string;

export interface SettingAt<Part extends SettingsPart, Name extends keyof Settings[Part]> {
  readonly part: Part;
  readonly name: Name;
}

export interface Setting<Value> {
  /** What the engine says, never a hope. */
  readonly value: Value;
  /** Why the last change was not taken. */
  readonly error: string | undefined;
  readonly isSaved: boolean;
  /** Settles to true when the engine took the value. */
  readonly change: (value: Value) => Promise<boolean>;
  /** Judges a value that is still being typed: an error that no longer applies disappears. */
  readonly review: (value: Value) => void;
  /** Goes back to what Sotto comes with; undefined when it stands there. */
  readonly reset: (() => void) | undefined;
}

/** One setting: judged by the engine's own schema before it is sent, and by the engine after. */
export function useSetting<Part extends SettingsPart, Name extends keyof Settings[Part]>({
  part,
  name,
}: SettingAt<Part, Name>): Setting<Settings[Part][Name]> {
  const session = useSession();
  const messages = useMessages();
  const value = useSessionState(({ settings }) => settings?.[part][name]) as Settings[Part][Name];
  const [error, setError] = useState<string>();
  const [isSaved, setSaved] = useState(false);

  const change = async (wanted: Settings[Part][Name]): Promise<boolean> => {
    const problem = await apply(wanted);
    setError(problem);
    setSaved(problem === undefined);
    return problem === undefined;
  };
  const judge = (wanted: Settings[Part][Name]) => {
    const judged = settingsPatchSchema.safeParse({ [part]: { [name]: wanted } });
    if (judged.success) return { patch: judged.data };
    const [issue] = judged.error.issues;
    // The schema's own words are for programmers, so each check has its wording here.
    if (issue?.code === 'custom') return { problem: messages.t('settings.address-credentials') };
    if (issue?.code === 'invalid_format') return { problem: messages.t('settings.bad-address') };
    return { problem: messages.t('settings.refused') };
  };
  const apply = async (wanted: Settings[Part][Name]): Promise<string | undefined> => {
    const { patch, problem } = judge(wanted);
    if (!patch) return problem;
    try {
      await session.request({ type: 'change-settings', patch });
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof CommandRefused)) throw refusal;
      const { message, remedy } = failureText(messages, refusal);
      return `${message} ${remedy}`;
    }
  };
  const review = (draft: Settings[Part][Name]): void => {
    if (error !== undefined) setError(judge(draft).problem);
  };
  const normal = defaultSettings[part][name];
  const isNormal = JSON.stringify(value) === JSON.stringify(normal);
  const reset = isNormal ? undefined : (): void => void change(normal);
  return { value, error, isSaved, change, review, reset };
}
