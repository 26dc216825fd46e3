import pc from 'picocolors';

const TTY_TICK_MS = 200;
const PLAIN_TICK_MS = 10_000;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Tells people what is going on: lines that stay, and one status line that changes in place. */
export interface Progress {
  /** A line that stays. */
  line(text: string): void;
  /** A stage begins: until the next one, the status is about it. */
  stage(title: string): void;
  /** What the stage is at. */
  status(text: string): void;
  /** The stage has ended well (a line stays that says so) or not. */
  done(result: string, ok?: boolean): void;
  /** Shown behind every status; live figures, such as requests and failures. */
  figures(live: (() => string) | undefined): void;
  /** Ends the status line. */
  close(): void;
}

/**
 * Progress on a terminal: one status line that is updated in place. Where there is none, as in CI,
 * a plain line every 10 seconds.
 */
export function createProgress(out: NodeJS.WriteStream): Progress {
  const isTerminal = out.isTTY === true;
  let stage = '';
  let status = '';
  let live: (() => string) | undefined;
  let shown = '';
  let frame = 0;

  const clear = () => {
    if (isTerminal && shown !== '') out.write('\r\x1b[2K');
    shown = '';
  };
  const line = (text: string) => {
    clear();
    out.write(`${text}\n`);
  };
  const current = () => [stage, status, live?.()].filter(Boolean).join('  ');
  const tick = () => {
    if (stage === '') return;
    if (!isTerminal) return line(`  … ${current()}`);
    clear();
    frame = (frame + 1) % SPINNER.length;
    shown = fit(`  ${SPINNER[frame]} ${current()}`, out.columns ?? 80);
    out.write(pc.dim(shown));
  };
  const timer = setInterval(tick, isTerminal ? TTY_TICK_MS : PLAIN_TICK_MS);
  timer.unref();
  return {
    line,
    stage(title) {
      stage = title;
      status = '';
      if (isTerminal) tick();
    },
    status(text) {
      status = text;
    },
    done(result, ok = true) {
      line(`  ${ok ? pc.green('✓') : pc.red('✗')} ${stage.padEnd(30)} ${pc.dim(result)}`);
      stage = '';
      status = '';
    },
    figures(shownBehind) {
      live = shownBehind;
    },
    close() {
      clearInterval(timer);
      clear();
    },
  };
}

function fit(text: string, columns: number): string {
  return text.length < columns ? text : `${text.slice(0, columns - 2)}…`;
}
