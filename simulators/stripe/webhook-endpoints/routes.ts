import { answerList, listParams } from '../lists/list.ts';
import type { WebhookEndpointRecord } from '../records/kinds.ts';
import { InvalidParams, noSuch } from '../wire/api-error.ts';
import { apiVersion } from '../wire/api-version.ts';
import { flag, list, metadata, required, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import type { Work } from '../work/work.ts';

/** The secret is returned once, when the endpoint is created. */
const renderEndpoint = (endpoint: WebhookEndpointRecord, showSecret = false) => ({
  id: endpoint.id,
  object: 'webhook_endpoint',
  api_version: apiVersion,
  application: null,
  created: endpoint.createdAt,
  description: endpoint.description,
  enabled_events: endpoint.enabledEvents,
  livemode: false,
  metadata: endpoint.metadata,
  ...(showSecret ? { secret: endpoint.secrets[0] } : {}),
  status: endpoint.enabled ? 'enabled' : 'disabled',
  url: endpoint.url,
});

function endpointInPath(work: Work, id: string): WebhookEndpointRecord {
  const endpoint = work.draft.get('webhookEndpoints', id);
  if (!endpoint) throw noSuch('webhook endpoint', id, 'webhook_endpoint');
  return endpoint;
}

function checkUrl(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new InvalidParams('Invalid URL: An explicit scheme (such as https) must be provided.', {
      code: 'url_invalid',
      param: 'url',
    });
  return url;
}

const described = { description: text(), metadata };

export const webhookEndpointRoutes: readonly Route[] = [
  route(
    'POST',
    '/v1/webhook_endpoints',
    {
      url: required(text()),
      enabled_events: required(list(text())),
      connect: flag,
      api_version: text(),
      ...described,
    },
    ({ work, params }) => {
      const endpoint = work.draft.put('webhookEndpoints', {
        id: randomId('we'),
        account: work.account,
        createdAt: work.now,
        url: checkUrl(params.url),
        enabledEvents: params.enabled_events,
        secrets: [randomId('whsec', 32)],
        description: params.description ?? null,
        metadata: params.metadata ?? {},
        enabled: true,
        scope: params.connect ? 'connect' : 'platform',
      });
      return renderEndpoint(endpoint, true);
    },
  ),
  route('GET', '/v1/webhook_endpoints', listParams, (call) =>
    answerList(
      call,
      'webhookEndpoints',
      () => true,
      (endpoint) => renderEndpoint(endpoint),
    ),
  ),
  route('GET', '/v1/webhook_endpoints/:id', {}, ({ work, path }) => renderEndpoint(endpointInPath(work, path.id!))),
  route(
    'POST',
    '/v1/webhook_endpoints/:id',
    { url: text(), enabled_events: list(text()), disabled: flag, ...described },
    ({ work, path, params }) => {
      const endpoint = endpointInPath(work, path.id!);
      const changed = work.draft.put('webhookEndpoints', {
        ...endpoint,
        url: params.url ? checkUrl(params.url) : endpoint.url,
        enabledEvents: params.enabled_events ?? endpoint.enabledEvents,
        enabled: params.disabled === undefined ? endpoint.enabled : !params.disabled,
        description: params.description === undefined ? endpoint.description : params.description,
        metadata: changeMetadata(endpoint.metadata, params.metadata),
      });
      return renderEndpoint(changed);
    },
  ),
  route('DELETE', '/v1/webhook_endpoints/:id', {}, ({ work, path }) => {
    const { id } = endpointInPath(work, path.id!);
    work.draft.remove('webhookEndpoints', id);
    return { id, object: 'webhook_endpoint', deleted: true };
  }),
];
