const aheadMs = 3 * 3_600_000;

/** A time as Daraja writes it: `YYYYMMDDHHmmss` in Nairobi, which is three hours ahead of UTC all year. */
export const nairobiTime = (at: Date): string =>
  new Date(at.getTime() + aheadMs).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
