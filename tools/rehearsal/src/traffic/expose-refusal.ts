import { LAG_MS } from '../history/register.ts';
import type { Answer } from './call.ts';
import type { KnownPhoto } from './world.ts';

/**
 * The typed client asks `/api` for what `/media` does not give, and its user sees nothing of that.
 * It is right while the service lags. Here, what `/media` refuses of a photo that has been there
 * for longer is a failure; and when everything is at rest, so is every answer that was not taken.
 */
export function exposeRefusal(answer: Answer<unknown>, photo: KnownPhoto, atRest: boolean): void {
  const mayLag = answer.began < photo.message.acknowledged + LAG_MS;
  if (answer.type !== 'value' || (mayLag && !atRest)) return;
  const { requests } = answer;
  const refused = requests.findIndex(
    ({ route, status = 0 }) => route.startsWith('/media/') && (atRest || status >= 400),
  );
  const refusal = requests[refused];
  const isHidden = requests
    .slice(refused)
    .some(({ route }) => route.startsWith('/api/attachments'));
  if (refusal === undefined || !isHidden) return;
  refusal.failure ??= `wrong answer: ${refusal.status}, and /api has the photo`;
}
