import { type ReactNode, useEffect, useRef } from 'react';
import type { useSubmit } from '../hooks/use-submit.ts';
import { describeError, fieldErrors } from '../lib/describe-error.ts';
import { Notice } from './notice.tsx';

interface FormProps {
  submit: ReturnType<typeof useSubmit>;
  /** What the button says. */
  action: string;
  /** Words for an error that mean something special in this form. */
  describe?: (error: unknown) => string | undefined;
  children: ReactNode;
}

/** A form with its error and its button. Focus goes to the first field that is wrong. */
export function Form({ submit, action, describe, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { error, pending, onSubmit } = submit;
  const inFields = Object.keys(fieldErrors(error)).length > 0;

  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [error]);

  return (
    <form ref={form} className="form" onSubmit={onSubmit}>
      {error !== undefined && (
        <Notice kind="error">
          {describe?.(error) ?? (inFields ? 'Please check what is marked.' : describeError(error))}
        </Notice>
      )}
      {children}
      <button type="submit" className="button button-primary" aria-disabled={pending}>
        {pending ? 'One moment…' : action}
      </button>
    </form>
  );
}
