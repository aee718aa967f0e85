const grouped = (value: number): string => String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ' ');

/** `42 000 of 100 000 products (42 %), 2 900 a second, 20 s left` */
export function progressLine(progress: { done: number; total: number; elapsedMs: number }): string {
  const { done, total, elapsedMs } = progress;
  const perSecond = elapsedMs > 0 ? (done * 1_000) / elapsedMs : 0;
  const percent = total > 0 ? Math.floor((done * 100) / total) : 100;
  const parts = [`${grouped(done)} of ${grouped(total)} products (${percent} %)`, `${grouped(perSecond)} a second`];
  if (perSecond > 0 && done < total) parts.push(`${grouped((total - done) / perSecond)} s left`);
  return parts.join(', ');
}
