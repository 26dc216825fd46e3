import { ProblemError } from '@photos/attachment-contract';
import type { Logger } from '@photos/service-kit';
import CircuitBreaker from 'opossum';

/** What a user's request waits at most for the media service, as nothing else can answer. */
const timeoutMs = 5_000;

/**
 * Opens when more than half of at least five calls failed within ten seconds; then calls fail at
 * once, but for one a second that tries whether the service is back.
 */
const breakerOptions: CircuitBreaker.Options = {
  timeout: false,
  errorThresholdPercentage: 50,
  volumeThreshold: 5,
  rollingCountTimeout: 10_000,
  resetTimeout: 1_000,
  // A service that refuses is not one that fails.
  errorFilter: isClientError,
};

type Call = (signal: AbortSignal) => Promise<unknown>;

/**
 * Calls of the media service that a user waits for. Whatever state the service is in, a call costs
 * the user five seconds at most, and next to nothing once it is known to fail (circuit breaker:
 * Nygard, "Release It!", 2nd edition 2018, section 5.2).
 */
export class ServiceCalls {
  readonly #breaker = new CircuitBreaker(
    (call: Call) => call(AbortSignal.timeout(timeoutMs)),
    breakerOptions,
  );

  constructor(logger: Logger) {
    this.#breaker.on('open', () => logger.warn('media service fails: not asking it for now'));
    this.#breaker.on('close', () => logger.info('media service is back'));
  }

  /** @throws what the call throws, or that the breaker is open */
  async make<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return (await this.#breaker.fire(call)) as T;
  }
}

/** Says whether the service has understood a call, and will not do what it asks for. */
export function isClientError(error: unknown): boolean {
  return error instanceof ProblemError && error.status >= 400 && error.status < 500;
}
