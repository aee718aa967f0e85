import { hasRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { ProductsContext } from '../../context.ts';
import type { Click } from '../../domain/adverts/decide-clicks.ts';
import { readImpressionToken } from '../../domain/adverts/impression-token.ts';
import { isRobot } from '../../domain/adverts/is-robot.ts';
import { advertTokenExpired, type AdvertTokenExpired } from '../../domain/adverts/refusals.ts';
import { digestOfNetwork, digestOfViewer } from '../../store/adverts/viewer-digest.ts';

/** Records the click on an impression. The answer does not tell whether it was charged. */
export async function recordAdvertClick(
  context: ProductsContext,
  token: string,
): Promise<{ advertId: string } | AdvertTokenExpired> {
  const { adverts, sealKeys, identity, now, trail } = context;
  const impression = readImpressionToken(sealKeys, token);
  if (impression === null) {
    throw badUserInput('The token must be one that `Sponsored.token` returned.', 'token');
  }
  const { id, advertId, shownAtMs } = impression;
  if (now().getTime() - shownAtMs > adverts.settings.clickMs) return advertTokenExpired();
  const { viewer } = identity;
  const click: Click = {
    id,
    advertId,
    viewer: digestOfViewer(sealKeys, identity),
    network: digestOfNetwork(sealKeys, identity),
    userId: viewer.kind === 'user' ? viewer.id : null,
    storeId: viewer.kind === 'apiKey' ? viewer.storeId : null,
    isFree: isRobot(identity.userAgent) || hasRole(viewer, 'SUPPORT'),
  };
  await adverts.recordClicks([{ click, trail }]);
  return { advertId };
}
