import { ProblemError } from '@photos/attachment-contract';
import { useCallback } from 'react';
import { useSession } from '../hooks/use-session.tsx';
import { useSubmit } from '../hooks/use-submit.ts';
import { fieldErrors } from '../lib/describe-error.ts';
import { Field } from './field.tsx';
import { Form } from './form.tsx';

/** Asks for handle and password, or with a known handle just for the latter. */
export function SignInForm({ handle }: { handle?: string }) {
  const { signIn } = useSession();
  const submit = useSubmit(
    useCallback(
      (form: FormData) =>
        signIn({
          handle: String(form.get('handle')).trim().replace(/^@/, ''),
          password: String(form.get('password')),
        }),
      [signIn],
    ),
  );
  const errors = fieldErrors(submit.error);

  return (
    <Form submit={submit} action="Sign in" describe={describe}>
      {handle === undefined ? (
        <Field
          name="handle"
          label="Handle"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          errors={errors.handle}
          required
        />
      ) : (
        <input type="hidden" name="handle" value={handle} autoComplete="username" />
      )}
      <Field
        name="password"
        label="Password"
        type="password"
        autoComplete="current-password"
        errors={errors.password}
        required
      />
    </Form>
  );
}

function describe(error: unknown): string | undefined {
  if (error instanceof ProblemError && error.status === 401) {
    return "This handle and password don't belong together. Check both, then try again.";
  }
  return undefined;
}
