import { InvalidArgumentError } from 'commander';

/** Reads a command's option as a whole number in these limits. */
export function wholeNumber(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^[0-9]+$/.test(value) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(
      `It must be a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}.`,
    );
  };
}

/** Reads a command's option as a number that is greater than this. */
export function numberAbove(min: number): (value: string) => number {
  return numberThat((value) => value > min, `greater than ${min}`);
}

/** Reads a command's option as a number that is not less than this. */
export function numberFrom(min: number): (value: string) => number {
  return numberThat((value) => value >= min, `not less than ${min}`);
}

function numberThat(fits: (number: number) => boolean, which: string): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() !== '' && Number.isFinite(number) && fits(number)) return number;
    throw new InvalidArgumentError(`It must be a number ${which}.`);
  };
}
