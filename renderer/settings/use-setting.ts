import { useState } from 'react';
import type { Settings, SettingsPatch } from '../../engine/protocol/settings.ts';
import { settingsPatchSchema } from '../../engine/protocol/settings.ts';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
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
}

/** One setting: judged by the engine's own schema before it is sent, and by the engine after. */
export function useSetting<Part extends SettingsPart, Name extends keyof Settings[Part]>({
  part,
  name,
}: SettingAt<Part, Name>): Setting<Settings[Part][Name]> {
  const session = useSession();
  const value = useSessionState(({ settings }) => settings?.[part][name]) as Settings[Part][Name];
  const [error, setError] = useState<string>();
  const [isSaved, setSaved] = useState(false);

  const change = async (wanted: Settings[Part][Name]): Promise<boolean> => {
    const problem = await apply({ [part]: { [name]: wanted } });
    setError(problem);
    setSaved(problem === undefined);
    return problem === undefined;
  };
  const apply = async (wanted: object): Promise<string | undefined> => {
    const judged = settingsPatchSchema.safeParse(wanted);
    if (!judged.success) return judged.error.issues[0]?.message ?? 'This value cannot be used.';
    try {
      await session.request({ type: 'change-settings', patch: judged.data satisfies SettingsPatch });
      return undefined;
    } catch (refusal) {
      if (refusal instanceof CommandRefused) return `${refusal.message} ${refusal.remedy}`;
      throw refusal;
    }
  };
  return { value, error, isSaved, change };
}
