import { useId } from 'react';
import type { ReactNode } from 'react';

export interface FieldText {
  readonly label: string;
  readonly hint?: ReactNode;
}

interface FieldProps extends FieldText {
  readonly error?: string | undefined;
  readonly isSaved?: boolean;
  /** Draws the control with the ids that tie label, hint and error to it. */
  readonly children: (ids: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode;
}

/** A labelled control with room for its explanation and for why a value was refused. */
export function Field({ label, hint, error, isSaved = false, children }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-control">
        {children({ id, 'aria-describedby': `${id}-hint ${id}-error`, 'aria-invalid': error !== undefined })}
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
        <p className="field-result" id={`${id}-error`} role="status" data-error={error !== undefined}>
          {error ?? (isSaved ? 'Saved' : '')}
        </p>
      </div>
    </div>
  );
}
