import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { WalletsContext } from '../../context.ts';
import {
  type BillingDetails,
  readBillingDetails,
  type WrittenBillingDetails,
} from '../../domain/sellers/billing-details.ts';
import { saveBillingDetails } from '../../store/sellers/billing.ts';

/** Saves the recipient of the next invoices to a seller of the viewer. Throws NOT_FOUND for other sellers. */
export async function setBillingDetails(
  { viewer, loaders, pool, now }: WalletsContext,
  { sellerId, ...written }: WrittenBillingDetails & { sellerId: string },
): Promise<BillingDetails> {
  const { id } = requireUser(viewer);
  const details = readBillingDetails(written);
  const isOwn = (await loaders.sellerUser.load(sellerId)) === id;
  if (!isOwn || !(await saveBillingDetails(pool, sellerId, details, now()))) throw notFound('The seller');
  return details;
}
