import type { InputEvent } from 'react';
import { count } from './text.ts';

/**
 * An input's `onInput` that does what `maxLength` can't: it counts characters as the server does,
 * an emoji as one, and says how many are too many instead of dropping them.
 */
export function limitCharacters(max: number) {
  return ({ currentTarget }: InputEvent<HTMLInputElement>) => {
    const tooMany = [...currentTarget.value].length - max;
    currentTarget.setCustomValidity(tooMany > 0 ? `${count(tooMany, 'character')} too many` : '');
  };
}
