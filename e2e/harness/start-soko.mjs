/**
 * One Soko for all stories of a run, unless SOKO_URL names one that runs already; SOKO_STRIPE_ADMIN then says where the
 * admin API of its simulated Stripe is (`http://127.0.0.1:…/_admin`).
 */
import { startSoko } from './soko.mjs';

export default async function start() {
  if (process.env.SOKO_URL) return;
  const soko = await startSoko({ composition: process.env.SOKO_COMPOSITION ?? 'standalone' });
  process.env.SOKO_URL = soko.url;
  if (soko.stripeAdmin !== undefined) process.env.SOKO_STRIPE_ADMIN = soko.stripeAdmin;
  globalThis.__soko = soko;
}
