import { type InputHTMLAttributes, useId } from 'react';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  name: string;
  label: string;
  hint?: string;
  /** What the server says is wrong with the value. */
  errors?: string[] | undefined;
}

/** A labelled input with its hint and errors, tied together for assistive technology. */
export function Field({ label, hint, errors = [], ...input }: FieldProps) {
  const id = useId();
  const wrong = errors.length > 0;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        aria-invalid={wrong || undefined}
        aria-describedby={`${id}-hint ${id}-errors`}
        {...input}
      />
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {wrong && (
        <p id={`${id}-errors`} className="field-errors">
          {errors.join(' ')}
        </p>
      )}
    </div>
  );
}
