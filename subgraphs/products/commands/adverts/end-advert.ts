import type { ProductsContext } from '../../context.ts';
import { toAdvertEnded } from '../../domain/adverts/advert-status.ts';
import { changeOwnAdvert } from './change-advert.ts';

/** Any status that is not final `→ ENDED`. */
export const endAdvert = (context: ProductsContext, advertId: string) =>
  changeOwnAdvert(context, advertId, (advert) => toAdvertEnded(advert, context.now()));
