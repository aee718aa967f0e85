import type { FulfilmentContext } from '../context.ts';
import { completePackaging as complete } from '../domain/packaging.ts';
import { changePackaging } from './change-packaging.ts';
import { closePackage } from './close-package.ts';
import { dropPackage } from './drop-package.ts';

/** Completes a package with its packed quantities. Without any packed item it fails. */
export const completePackaging = (context: FulfilmentContext, { packagingId }: { packagingId: string }) =>
  changePackaging(
    context,
    packagingId,
    (packaging) => complete(packaging, context.now()),
    (after, client) =>
      after.status === 'FAILED' ? dropPackage(context, client, after) : closePackage(context, client, after),
  );
