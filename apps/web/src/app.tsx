import { Redirect, Route, Switch } from 'wouter';
import { SessionExpiredDialog } from './components/session-expired-dialog.tsx';
import { AnnouncerProvider } from './hooks/use-announcer.tsx';
import { ConversationsProvider } from './hooks/use-conversations.tsx';
import { DraftsProvider } from './hooks/use-draft.tsx';
import { SessionProvider, useSession } from './hooks/use-session.tsx';
import { ConversationsPage } from './pages/conversations-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { SignUpPage } from './pages/sign-up-page.tsx';
import { routes } from './routes.ts';

export function App() {
  return (
    <SessionProvider>
      <AnnouncerProvider>
        <Pages />
      </AnnouncerProvider>
    </SessionProvider>
  );
}

function Pages() {
  const { user } = useSession();
  return user ? <SignedIn key={user.id} /> : <SignedOut />;
}

/** Whoever came for another page gets there after signing in: the address stays as it is. */
function SignedOut() {
  return (
    <Switch>
      <Route path={routes.signUp} component={SignUpPage} />
      <Route component={SignInPage} />
    </Switch>
  );
}

function SignedIn() {
  return (
    <ConversationsProvider>
      <DraftsProvider>
        <Switch>
          <Route path={routes.signIn}>
            <Redirect to={routes.home} replace />
          </Route>
          <Route path={routes.signUp}>
            <Redirect to={routes.home} replace />
          </Route>
          <Route component={ConversationsPage} />
        </Switch>
        <SessionExpiredDialog />
      </DraftsProvider>
    </ConversationsProvider>
  );
}
