import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const AnnouncerContext = createContext<(text: string) => void>(() => {});

/** Says things to screen readers that others see happen, such as a message coming in. */
export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: '', times: 0 });
  const announce = useCallback(
    (text: string) => setSaid(({ times }) => ({ text, times: times + 1 })),
    [],
  );
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div role="status" className="visually-hidden">
        {/* A new key makes the same words be said again. */}
        <span key={said.times}>{said.text}</span>
      </div>
    </AnnouncerContext>
  );
}

export function useAnnouncer(): (text: string) => void {
  return useContext(AnnouncerContext);
}
