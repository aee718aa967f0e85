import type { ProductsContext } from '../../context.ts';
import { toStarted } from '../../domain/adverts/advert-status.ts';
import { changeAsActiveSeller } from './change-advert.ts';

/** `DRAFT | PAUSED → RUNNING | SCHEDULED`. */
export const startAdvert = (context: ProductsContext, advertId: string) =>
  changeAsActiveSeller(context, advertId, (advert) => toStarted(advert, context.now()));
