import 'react';

declare module 'react' {
  /** Lets a `style` set the variables that the style sheets read. */
  interface CSSProperties {
    '--hue'?: number | undefined;
  }
}
