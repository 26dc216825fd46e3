import { useRef } from 'react';
import { ACCEPTED_TYPES } from '../lib/photo-rules.ts';
import { IconButton } from './icon-button.tsx';

interface PhotoPickerProps {
  disabled: boolean;
  onPick: (files: File[]) => void;
}

/** A button that opens the browser's file chooser. */
export function PhotoPicker({ disabled, onPick }: PhotoPickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        icon="photo"
        label="Add photos"
        aria-disabled={disabled}
        onClick={() => disabled || input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        accept={ACCEPTED_TYPES}
        multiple
        hidden
        onChange={(event) => {
          onPick([...(event.target.files ?? [])]);
          // Else picking the same file again would be no change.
          event.target.value = '';
        }}
      />
    </>
  );
}
