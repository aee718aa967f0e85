import { badUserInput } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import { seal } from '@soko/seal';
import type { NotificationsContext } from '../../context.ts';
import { maxRotationHours, rotationHours, secretSeal } from '../../domain/webhooks/endpoint.ts';
import { newSecret } from '../../domain/webhooks/sign.ts';
import { findEndpoint, lockEndpoint, saveSecret } from '../../store/webhooks/endpoints.ts';
import type { WithSecret } from './create-webhook-endpoint.ts';
import { ownEndpoint } from './require-store-role.ts';

function readHours(hours: number | null | undefined): number {
  if (hours == null) return rotationHours;
  if (Number.isInteger(hours) && hours >= 0 && hours <= maxRotationHours) return hours;
  throw badUserInput(`\`previousHours\` must be from 0 to ${maxRotationHours}.`, 'input.previousHours');
}

/** Replaces the secret of an endpoint. Of several previous ones, the last signs as well. */
export async function rotateWebhookSecret(
  context: NotificationsContext,
  { endpointId, previousHours }: { endpointId: string; previousHours?: number | null | undefined },
): Promise<WithSecret> {
  const { pool, sealKeys, now } = context;
  await ownEndpoint(context, pool, await findEndpoint(pool, endpointId));
  const hours = readHours(previousHours);
  const secret = newSecret();
  const until = hours === 0 ? null : new Date(now().getTime() + hours * 3_600_000);
  const endpoint = await inTransaction(pool, async (tx) => {
    const before = await ownEndpoint(context, tx, await lockEndpoint(tx, endpointId));
    const sealed = seal(sealKeys, secretSeal, secret);
    await saveSecret(tx, endpointId, { secret: sealed, previousSecret: before.secret, until });
    return (await findEndpoint(tx, endpointId))!;
  });
  return { __typename: 'WebhookEndpointWithSecret', endpoint, secret };
}
