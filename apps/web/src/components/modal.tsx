import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

interface ModalProps {
  title: string;
  /** Called on Escape. Without it, Escape does nothing. */
  onClose?: () => void;
  children: ReactNode;
}

/** A dialog over the page, which the browser keeps focus in and gives it back from. */
export function Modal({ title, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Not a plain effect: the dialog must close while it is still in the page, to give focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  // Browsers close a dialog at the second Escape, whatever the page says to the first.
  const onClosed = () => {
    if (dialog.current?.open) return;
    if (onClose) onClose();
    else dialog.current?.showModal();
  };

  return (
    <dialog
      ref={dialog}
      className="modal"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClose={onClosed}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
}
