import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { useSession, useSignedInUser } from '../hooks/use-session.tsx';
import { useSubmit } from '../hooks/use-submit.ts';
import { describeError } from '../lib/describe-error.ts';
import { routes } from '../routes.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { Notice } from './notice.tsx';

/** Who is signed in, and the way out. */
export function AccountBar() {
  const user = useSignedInUser();
  const { signOut } = useSession();
  const [, navigate] = useLocation();
  const { error, pending, onSubmit } = useSubmit(
    useCallback(async () => {
      await signOut();
      navigate(routes.signIn);
    }, [signOut, navigate]),
  );

  return (
    <footer className="account">
      {error !== undefined && <Notice kind="error">{describeError(error)}</Notice>}
      <form className="account-row" onSubmit={onSubmit}>
        <Avatar id={user.id} name={user.displayName} />
        <span className="account-name">
          <strong>{user.displayName}</strong>
          <span className="muted">@{user.handle}</span>
        </span>
        <button type="submit" className="button button-small button-plain" aria-disabled={pending}>
          <Icon name="leave" />
          Sign out
        </button>
      </form>
    </footer>
  );
}
