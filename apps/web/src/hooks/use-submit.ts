import { type FormEvent, useCallback, useState } from 'react';

/**
 * Sends a form: one request at a time, with its error.
 *
 * @param act what sending means
 */
export function useSubmit(act: (form: FormData) => Promise<void>) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();

  const onSubmit = useCallback(
    async (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      if (pending) return;
      setPending(true);
      setError(undefined);
      try {
        await act(new FormData(event.currentTarget));
      } catch (reason) {
        setError(reason);
      } finally {
        setPending(false);
      }
    },
    [act, pending],
  );

  return { pending, error, onSubmit };
}
