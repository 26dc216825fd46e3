import {
  MAX_DISPLAY_NAME_CHARACTERS,
  MAX_PASSWORD_CHARACTERS,
  MIN_PASSWORD_CHARACTERS,
} from '@photos/attachment-contract';
import { useCallback } from 'react';
import { Link } from 'wouter';
import { Field } from '../components/field.tsx';
import { Form } from '../components/form.tsx';
import { WelcomeFrame } from '../components/welcome-frame.tsx';
import { usePageTitle } from '../hooks/use-page-title.ts';
import { useSession } from '../hooks/use-session.tsx';
import { useSubmit } from '../hooks/use-submit.ts';
import { fieldErrors, isConflict } from '../lib/describe-error.ts';
import { limitCharacters } from '../lib/limit-characters.ts';
import { routes } from '../routes.ts';

export function SignUpPage() {
  usePageTitle('Create an account');
  const { signUp } = useSession();
  const submit = useSubmit(
    useCallback(
      (form: FormData) =>
        signUp({
          displayName: String(form.get('displayName')).trim(),
          handle: String(form.get('handle')).trim().replace(/^@/, ''),
          password: String(form.get('password')),
        }),
      [signUp],
    ),
  );
  const errors = fieldErrors(submit.error);

  return (
    <WelcomeFrame
      title="Create an account"
      footer={
        <>
          Have an account? <Link href={routes.signIn}>Sign in</Link>
        </>
      }
    >
      <Form submit={submit} action="Create account" describe={describe}>
        <Field
          name="displayName"
          label="Your name"
          autoComplete="name"
          onInput={limitCharacters(MAX_DISPLAY_NAME_CHARACTERS)}
          errors={errors.displayName}
          required
        />
        <Field
          name="handle"
          label="Handle"
          hint="What others find you by. Letters, digits, dots, dashes and underscores."
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          errors={errors.handle}
          required
        />
        <Field
          name="password"
          label="Password"
          type="password"
          hint={`At least ${MIN_PASSWORD_CHARACTERS} characters.`}
          autoComplete="new-password"
          minLength={MIN_PASSWORD_CHARACTERS}
          onInput={limitCharacters(MAX_PASSWORD_CHARACTERS)}
          errors={errors.password}
          required
        />
      </Form>
    </WelcomeFrame>
  );
}

function describe(error: unknown): string | undefined {
  return isConflict(error) ? 'Somebody else has this handle. Choose another one.' : undefined;
}
