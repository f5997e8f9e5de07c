import { useId } from 'react';
import type { ReactNode } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { matchesQuery, useSearchQuery } from './setting-search.tsx';

export interface FieldText {
  readonly label: string;
  readonly hint?: ReactNode;
}

interface FieldProps extends FieldText {
  /** What else a search finds it by, such as its options. */
  readonly words?: readonly string[];
  readonly error?: string | undefined;
  readonly isSaved?: boolean;
  /** Goes back to the value that Sotto comes with; absent when it stands there. */
  readonly reset?: (() => void) | undefined;
  /** Draws the control with the ids that tie label, hint and error to it. */
  readonly children: (ids: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode;
}

/** A labelled control with room for its explanation and for why a value was refused. */
export function Field({ label, hint, words = [], error, isSaved = false, reset, children }: FieldProps) {
  const { t } = useMessages();
  const id = useId();
  const query = useSearchQuery();
  if (!matchesQuery(query, label, hint, ...words)) return null;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-control">
        {children({ id, 'aria-describedby': `${id}-hint ${id}-error`, 'aria-invalid': error !== undefined })}
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
        <p className="field-result" id={`${id}-error`} role="status" data-error={error !== undefined}>
          {error ?? (isSaved ? t('settings.saved') : '')}
        </p>
        {reset && (
          <button
            type="button"
            className="button small quiet reset"
            aria-label={t('settings.reset', { label })}
            onClick={() => {
              reset();
              // The button disappears with the value; keyboard focus moves to the control.
              document.querySelector<HTMLElement>(`#${CSS.escape(id)}`)?.focus();
            }}
          >
            {t('settings.reset-short')}
          </button>
        )}
      </div>
    </div>
  );
}
