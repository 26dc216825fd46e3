import { useSession, useSignedInUser } from '../hooks/use-session.tsx';
import { Modal } from './modal.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Lets the user sign in again in place, so that a draft and its photos aren't lost. */
export function SessionExpiredDialog() {
  const { expired, forget } = useSession();
  const user = useSignedInUser();
  if (!expired) return null;
  return (
    <Modal title="Sign in again">
      <p>Your session as @{user.handle} has ended. What you were writing is still here.</p>
      <SignInForm handle={user.handle} />
      <button type="button" className="button button-plain" onClick={forget}>
        Leave instead
      </button>
    </Modal>
  );
}
