import { fulfilmentPackaging, newEvent } from '@soko/events';
import type { FulfilmentContext } from '../context.ts';
import { startPackaging as start } from '../domain/packaging.ts';
import { changePackaging } from './change-packaging.ts';

/** Starts packing a package. */
export const startPackaging = (context: FulfilmentContext, { packagingId }: { packagingId: string }) =>
  changePackaging(
    context,
    packagingId,
    (packaging) => start(packaging, context.now()),
    ({ id, orderId, version }) => [
      newEvent(fulfilmentPackaging, 'started', { subject: id, sequence: version, data: { orderId } }, context.trail),
    ],
  );
