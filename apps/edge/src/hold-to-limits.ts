import type { ClientRequest } from 'node:http';
import { type Problem, requestTimeout, tooLarge } from '@photos/service-kit';
import type { Exchange } from './exchange.ts';
import { gatewayTimeout } from './problems.ts';
import type { Limits } from './settings.ts';
import { Unanswered } from './unanswered.ts';

/**
 * Ends a request to an app when its body is too large, and when nothing moves for too long. Call it
 * when the request has its connection.
 * @param fail told why, unless the answer has begun
 */
export function holdToLimits(
  outgoing: ClientRequest,
  { request, response }: Exchange,
  limits: Limits,
  fail: (failure: Unanswered) => void,
): void {
  const refuse = (problem: Problem) => {
    // Not left to the end of the connection: that would pause what the client still sends.
    request.unpipe(outgoing);
    outgoing.destroy();
    fail(new Unanswered(problem));
  };

  let received = 0;
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > limits.bodyBytes && !response.headersSent) {
      refuse(tooLarge('The request body is too large.'));
    }
  });

  // The request's own time-out begins when it is connected, and comes only once.
  const { socket } = outgoing;
  const onIdle = () => {
    if (!response.headersSent) {
      // What waits to be sent on shows that it is the app that stands still, not the client.
      const appStandsStill = request.complete || outgoing.writableNeedDrain;
      refuse(appStandsStill ? gatewayTimeout() : requestTimeout('The request stopped coming.'));
    } else if (response.writableNeedDrain) {
      // Only while the client keeps up is it the app that stands still.
      socket?.setTimeout(limits.upstreamIdleMs);
    } else {
      outgoing.destroy();
    }
  };
  socket?.setTimeout(limits.upstreamIdleMs).on('timeout', onIdle);
  outgoing.once('close', () => socket?.off('timeout', onIdle));
}
