import { readText } from '@soko/input';
import type { FulfilmentContext } from '../context.ts';
import { failPackaging as fail } from '../domain/packaging.ts';
import { changePackaging } from './change-packaging.ts';
import { dropPackage } from './drop-package.ts';

/** Fails a package. Its reserved stock is available again. */
export function failPackaging(context: FulfilmentContext, input: { packagingId: string; reason: string }) {
  const reason = readText(input.reason, 'reason', { min: 3, max: 500 });
  return changePackaging(
    context,
    input.packagingId,
    (packaging) => fail(packaging, reason, context.now()),
    (after, client) => dropPackage(context, client, after),
  );
}
