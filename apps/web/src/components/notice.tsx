import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

interface NoticeProps {
  kind: 'error' | 'info';
  /** Buttons to do something about it. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Something to know, said at once to screen readers: errors cut in, the rest waits. */
export function Notice({ kind, actions, children }: NoticeProps) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon name={kind === 'error' ? 'alert' : 'info'} />
      <div className="notice-text">{children}</div>
      {actions && <div className="notice-actions">{actions}</div>}
    </div>
  );
}
