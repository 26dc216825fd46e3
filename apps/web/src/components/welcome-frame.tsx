import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';

interface WelcomeFrameProps {
  title: string;
  footer: ReactNode;
  children: ReactNode;
}

/** The page around the forms for who isn't signed in. */
export function WelcomeFrame({ title, footer, children }: WelcomeFrameProps) {
  return (
    <div className="welcome">
      <main className="welcome-card">
        <Brand />
        <h1>{title}</h1>
        {children}
        <p className="welcome-footer">{footer}</p>
      </main>
    </div>
  );
}
