import type { Logger } from '@photos/service-kit';
import { type HealthPoll, pollHealth } from './health.ts';
import { Upstream } from './upstream.ts';

interface Member {
  upstream: Upstream;
  health: HealthPoll;
}

/** The instances of one app. */
export class Pool {
  readonly app: string;
  readonly #logger: Logger;
  #members: Member[] = [];
  #turn = 0;

  constructor(app: string, logger: Logger) {
    this.app = app;
    this.#logger = logger;
  }

  get upstreams(): Upstream[] {
    return this.#members.map(({ upstream }) => upstream);
  }

  /**
   * Routes to exactly these from now on; newcomers are first asked whether they are ready. Those
   * that stay keep their state and connections, and requests under way at those that leave go on.
   */
  async update(urls: readonly string[]): Promise<void> {
    const leaving = new Map(this.#members.map((member) => [member.upstream.url, member]));
    const next = [...new Set(urls)].map((url) => {
      const member = leaving.get(url) ?? this.#join(url);
      leaving.delete(url);
      return member;
    });
    await Promise.all(next.map(({ health }) => health.first));
    this.#members = next;
    for (const { health } of leaving.values()) health.stop();
  }

  /**
   * The ready instance with the fewest requests under way; they take turns when equal. When none is
   * ready, any that listens: if all lack the same dependency, they still do what works without it,
   * and if all are too busy to answer a health check, no answer at all is worse. ("Panic mode", as
   * Envoy calls it.)
   */
  pick(except?: Upstream): Upstream | undefined {
    const candidates = this.upstreams.filter((upstream) => upstream !== except);
    const ready = candidates.filter(({ state }) => state === 'ready');
    const eligible = ready.length > 0 ? ready : candidates.filter(({ state }) => state !== 'down');
    const fewest = Math.min(...eligible.map(({ inFlight }) => inFlight));
    const idlest = eligible.filter(({ inFlight }) => inFlight === fewest);
    return idlest[this.#turn++ % idlest.length];
  }

  #join(url: string): Member {
    const upstream = new Upstream(url);
    const health = pollHealth(upstream, (state) => {
      this.#logger.info({ app: this.app, upstream: url, state }, 'upstream changed');
    });
    return { upstream, health };
  }
}
