import type { ProductsContext } from '../../context.ts';
import { toAdvertPaused } from '../../domain/adverts/advert-status.ts';
import { changeOwnAdvert } from './change-advert.ts';

/** `RUNNING → PAUSED`. */
export const pauseAdvert = (context: ProductsContext, advertId: string) =>
  changeOwnAdvert(context, advertId, toAdvertPaused);
