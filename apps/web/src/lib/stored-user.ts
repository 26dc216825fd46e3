import { User } from '@photos/attachment-contract';

/**
 * Who signed in on this browser. The session itself is an HttpOnly cookie, which a script can't
 * see; this only says whose name to show, and that there may be a session.
 */
const KEY = 'photos.user';

export function loadUser(): User | undefined {
  try {
    return User.parse(JSON.parse(localStorage.getItem(KEY) ?? ''));
  } catch {
    return undefined;
  }
}

export function saveUser(user: User): void {
  localStorage.setItem(KEY, JSON.stringify(user));
}

export function forgetUser(): void {
  localStorage.removeItem(KEY);
}

/** Calls back when another tab signs in or out: the cookie is then another one here, too. */
export function onUserChangedElsewhere(changed: () => void): () => void {
  const listener = (event: StorageEvent) => {
    if (event.key === KEY) changed();
  };
  window.addEventListener('storage', listener);
  return () => window.removeEventListener('storage', listener);
}
