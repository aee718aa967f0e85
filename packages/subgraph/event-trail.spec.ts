import { serviceIdentity, type Viewer } from '@soko/auth';
import { describe, expect, it } from '@jest/globals';
import { trailOfRequest } from './event-trail.ts';

const now = () => new Date(0);
const actorOf = (viewer: Viewer) =>
  trailOfRequest({ viewer, requestId: 'req_1', correlationId: 'cor_1', clientAddress: '127.0.0.1' }, now).actor;

describe('the trail of a request', () => {
  it.each<[Viewer, { kind: string; id: string | null }]>([
    [{ kind: 'anonymous' }, { kind: 'anonymous', id: null }],
    [
      { kind: 'user', id: 'usr_1', roles: [], sessionId: 'ses_1' },
      { kind: 'user', id: 'usr_1' },
    ],
    [
      { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] },
      { kind: 'apiKey', id: 'key_1' },
    ],
  ])('names the viewer %j as the actor', (viewer, actor) => {
    expect(actorOf(viewer)).toEqual(actor);
  });

  it('names the service that asks in its own name', () => {
    const { actor, correlationId } = trailOfRequest(serviceIdentity('orders', 'cor_2'), now);
    expect({ actor, correlationId }).toEqual({ actor: { kind: 'service', id: 'orders' }, correlationId: 'cor_2' });
  });
});
