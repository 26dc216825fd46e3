import {
  type Credentials,
  createClient,
  type NewUser,
  type PhotosClient,
  sendByXmlHttpRequest,
  type User,
} from '@photos/attachment-contract';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { isConflict, isSignedOut } from '../lib/describe-error.ts';
import { fetchInTime } from '../lib/fetch-in-time.ts';
import { forgetUser, loadUser, onUserChangedElsewhere, saveUser } from '../lib/stored-user.ts';

interface SessionContextValue {
  user: User | undefined;
  /** True once the server has said 401 to somebody who was signed in. */
  expired: boolean;
  /** Asks the server for something, and notices when the session has ended. */
  call: <T>(ask: (client: PhotosClient) => Promise<T>) => Promise<T>;
  signIn: (credentials: Credentials) => Promise<void>;
  signUp: (user: NewUser) => Promise<void>;
  signOut: () => Promise<void>;
  /** Leaves a session that the server has ended already. */
  forget: () => void;
}

const SessionContext = createContext<SessionContextValue | undefined>(undefined);

const client = createClient({
  origin: location.origin,
  fetch: fetchInTime,
  send: sendByXmlHttpRequest,
});

/** Knows who is signed in, and gives the client that speaks for them. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [user, setUser] = useState(loadUser);
  const [expired, setExpired] = useState(false);

  const [replaced, setReplaced] = useState(false);

  useEffect(() => onUserChangedElsewhere(() => setReplaced(true)), []);

  // Their view goes first, with its drafts: nobody is asked whether to stay, and then posts as
  // somebody else.
  useEffect(() => {
    if (replaced) location.reload();
  }, [replaced]);

  const userId = user?.id;
  const call = useCallback(
    async <T,>(ask: (client: PhotosClient) => Promise<T>) => {
      // A page that was frozen, as behind the back button, has not been told.
      if (loadUser()?.id !== userId) {
        setReplaced(true);
        throw new Error('Another user has signed in');
      }
      try {
        return await ask(client);
      } catch (error) {
        if (isSignedOut(error)) setExpired(true);
        throw error;
      }
    },
    [userId],
  );

  const signIn = useCallback(async (credentials: Credentials) => {
    const session = await client.signIn(credentials);
    saveUser(session.user);
    setUser(session.user);
    setExpired(false);
  }, []);

  const signUp = useCallback(
    async (newUser: NewUser) => {
      let conflict: unknown;
      await client.signUp(newUser).catch((error) => {
        if (!isConflict(error)) throw error;
        conflict = error;
      });
      // On a conflict too: the account may be theirs, made by an earlier try whose answer was lost
      // or that failed to sign in.
      await signIn({ handle: newUser.handle, password: newUser.password }).catch((error) => {
        throw conflict && isSignedOut(error) ? conflict : error;
      });
    },
    [signIn],
  );

  const forget = useCallback(() => {
    forgetUser();
    setUser(undefined);
    setExpired(false);
  }, []);

  const signOut = useCallback(async () => {
    await client.signOut().catch((error) => {
      if (!isSignedOut(error)) throw error;
    });
    forget();
  }, [forget]);

  const value = useMemo(
    () => ({
      user: replaced ? undefined : user,
      expired,
      call,
      signIn,
      signUp,
      signOut,
      forget,
    }),
    [replaced, user, expired, call, signIn, signUp, signOut, forget],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): SessionContextValue {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider around it');
  return session;
}

/** The user of a page that only shows when somebody is signed in. */
export function useSignedInUser(): User {
  const { user } = useSession();
  if (!user) throw new Error('useSignedInUser is for signed-in pages only');
  return user;
}
