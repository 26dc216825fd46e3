import { useCallback } from 'react';
import { useSubmit } from '../hooks/use-submit.ts';
import { describeError } from '../lib/describe-error.ts';
import { Modal } from './modal.tsx';
import { Notice } from './notice.tsx';

interface ConfirmDialogProps {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
  onConfirm: () => Promise<void>;
  /** Called when it was done, or called off. */
  onClose: () => void;
}

/** Asks before something that can't be undone. Escape and Cancel leave things as they are. */
export function ConfirmDialog({ title, text, action, onConfirm, onClose }: ConfirmDialogProps) {
  const { pending, error, onSubmit } = useSubmit(
    useCallback(async () => {
      await onConfirm();
      onClose();
    }, [onConfirm, onClose]),
  );
  return (
    <Modal title={title} onClose={onClose}>
      <p>{text}</p>
      {error !== undefined && <Notice kind="error">{describeError(error)}</Notice>}
      <form className="modal-actions" onSubmit={onSubmit}>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button button-danger" aria-disabled={pending}>
          {pending ? 'One moment…' : action}
        </button>
      </form>
    </Modal>
  );
}
