import { Link } from 'wouter';
import { SignInForm } from '../components/sign-in-form.tsx';
import { WelcomeFrame } from '../components/welcome-frame.tsx';
import { usePageTitle } from '../hooks/use-page-title.ts';
import { routes } from '../routes.ts';

export function SignInPage() {
  usePageTitle('Sign in');
  return (
    <WelcomeFrame
      title="Sign in"
      footer={
        <>
          New here? <Link href={routes.signUp}>Create an account</Link>
        </>
      }
    >
      <SignInForm />
    </WelcomeFrame>
  );
}
