import { hasRole, requireRole, requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { sellerNotActive, type SellerNotActive } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import type { Promotion } from '../../domain/promotions/promotion.ts';
import { findSellerStatus } from '../../store/known-sellers.ts';

type Payer = Pick<Promotion, 'sellerId'>;

/** Support and administrators see all promotions; a seller sees their own. */
export async function maySeePromotion(
  { viewer, sellerIds }: Pick<OrdersContext, 'viewer' | 'sellerIds'>,
  { sellerId }: Payer,
): Promise<boolean> {
  if (hasRole(viewer, 'SUPPORT')) return true;
  return sellerId !== null && (await sellerIds()).includes(sellerId);
}

/** Throws NOT_FOUND when the viewer may not manage the promotions of this payer. Returns the id of the viewer. */
export async function requirePayer(context: OrdersContext, payer: Payer, what: string): Promise<string> {
  const { viewer } = context;
  const { id } = requireUser(viewer);
  if (payer.sellerId === null) requireRole(viewer, 'SUPPORT');
  else if (!(await maySeePromotion(context, payer))) throw notFound(what);
  return id;
}

/** The refusal for a seller who may not sell now, or null. The platform always may. */
export async function forbidsPromoting(
  { db }: Pick<OrdersContext, 'db'>,
  { sellerId }: Payer,
): Promise<SellerNotActive | null> {
  if (sellerId === null) return null;
  const status = await findSellerStatus(db, sellerId);
  return status === 'ACTIVE' ? null : sellerNotActive(status);
}
